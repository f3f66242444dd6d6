package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.internal.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a task is started.
 *
 * @param id the task's id, or null for a new readable one; letters, digits and {@code . _ -}, at most 100 characters
 * @param idempotencyKey starting again with the same key returns the task that the first start made; null for none. For a child task see
 *     {@link TaskContext#start(TaskType, Object, StartOptions)}
 * @param tenant on whose behalf
 * @param queue which queue it waits in
 * @param priority higher runs first, from -100 to 100
 * @param delay how long to wait before the first attempt; not negative, cut to {@link Timeline#LONGEST}
 * @param deadline when it must have ended, or null for the type's default; brought onto the {@link Timeline}, so that one at its end is
 *     none
 * @param labels for people and queries; at most 32, names and values at most 200 characters
 */
public record StartOptions(
        @Nullable String id,
        @Nullable String idempotencyKey,
        String tenant,
        String queue,
        int priority,
        Duration delay,
        @Nullable Instant deadline,
        Map<String, String> labels) {
    // Before the constants that are checked by it.
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** A new id, the default tenant and queue, priority 0, at once. */
    public static final StartOptions DEFAULT =
            new StartOptions(null, null, "default", "default", 0, Duration.ZERO, null, Map.of());

    public StartOptions {
        requireNonNull(delay, "delay is null");
        labels = Map.copyOf(labels);
        if (id != null && !ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "id is not letters, digits, '.', '_' or '-', at most 100 of them: " + Words.shown(id));
        }
        if (idempotencyKey != null) {
            Words.name("idempotencyKey", idempotencyKey);
        }
        requireName(tenant, "tenant");
        requireName(queue, "queue");
        if (priority < -100 || priority > 100) {
            throw new IllegalArgumentException("priority is not between -100 and 100: " + priority);
        }
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay is negative: " + delay);
        }
        delay = Timeline.span(delay);
        deadline = deadline == null ? null : Timeline.time(deadline);
        if (labels.size() > 32) {
            throw new IllegalArgumentException("labels are more than 32: " + labels.size());
        }
        labels.forEach((name, value) -> {
            Words.name("label", name);
            if (!value.isEmpty()) {
                Words.name("the value of label " + name, value);
            }
        });
    }

    private static void requireName(String name, String what) {
        requireNonNull(name, what + " is null");
        if (!ID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " is not letters, digits, '.', '_' or '-', at most 100 of them: " + Words.shown(name));
        }
    }

    /** The same options with a chosen id. */
    public StartOptions withId(String taskId) {
        return new StartOptions(taskId, idempotencyKey, tenant, queue, priority, delay, deadline, labels);
    }

    /** The same options with a key that makes the start idempotent. */
    public StartOptions withIdempotencyKey(String key) {
        return new StartOptions(id, key, tenant, queue, priority, delay, deadline, labels);
    }

    /** The same options for another tenant. */
    public StartOptions withTenant(String name) {
        return new StartOptions(id, idempotencyKey, name, queue, priority, delay, deadline, labels);
    }

    /** The same options in another queue. */
    public StartOptions withQueue(String name) {
        return new StartOptions(id, idempotencyKey, tenant, name, priority, delay, deadline, labels);
    }

    /** The same options at another priority. */
    public StartOptions withPriority(int value) {
        return new StartOptions(id, idempotencyKey, tenant, queue, value, delay, deadline, labels);
    }

    /** The same options with a wait before the first attempt. */
    public StartOptions withDelay(Duration wait) {
        return new StartOptions(id, idempotencyKey, tenant, queue, priority, wait, deadline, labels);
    }

    /** The same options with a moment by which the task must have ended. */
    public StartOptions withDeadline(Instant moment) {
        return new StartOptions(id, idempotencyKey, tenant, queue, priority, delay, moment, labels);
    }

    /** The same options with other labels. */
    public StartOptions withLabels(Map<String, String> values) {
        return new StartOptions(id, idempotencyKey, tenant, queue, priority, delay, deadline, values);
    }
}
