package dev.perdure.engine.runtime;

import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskType;
import dev.perdure.api.Timeline;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How tasks come to be: their first event. */
public final class Starts {
    private Starts() {}

    /** The parent of a child task: its id, and the child's key in it. */
    public record Parent(String id, String key) {}

    /** The first event of a task of that type with these options. A null parent makes it the root of a tree. */
    public static TaskEvent.Created created(
            TaskType<?, ?> type,
            Payload input,
            StartOptions options,
            Scheduler scheduler,
            @Nullable Parent parent,
            String root) {
        Instant now = scheduler.now();
        Instant startAt = options.delay().isZero() ? null : Timeline.after(now, options.delay());
        Instant deadline = options.deadline();
        if (deadline == null && type.deadline() != null) {
            deadline = Timeline.after(startAt == null ? now : startAt, type.deadline());
        }
        return new TaskEvent.Created(
                type.name(),
                type.version(),
                input,
                options.tenant(),
                options.queue(),
                options.priority(),
                parent == null ? null : parent.id(),
                parent == null ? null : parent.key(),
                root,
                options.idempotencyKey(),
                options.labels(),
                deadline,
                startAt,
                scheduler.randomBits(),
                null,
                0);
    }
}
