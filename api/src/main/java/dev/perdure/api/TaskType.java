package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.internal.Words;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a task runs: a name, a version, the types of input and output, and the defaults of its tasks.
 *
 * @param name lower-case words joined by {@code -} or {@code .}, at most 64 characters
 * @param version a number that the author raises when the meaning of the handler changes
 * @param input the type of the input
 * @param output the type of the output
 * @param failurePolicy what happens when an attempt ends with an exception
 * @param deadline how long a task may take from its start, or null for no limit
 * @param description one sentence for people who choose a type, may be empty
 * @param <I> the input
 * @param <O> the output
 */
public record TaskType<I extends @Nullable Object, O extends @Nullable Object>(
        String name,
        int version,
        TypeRef<I> input,
        TypeRef<O> output,
        FailurePolicy failurePolicy,
        @Nullable Duration deadline,
        String description) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[-.][a-z0-9]+)*");
    private static final int NAME_LIMIT = 64;

    public TaskType {
        requireNonNull(name, "name is null");
        requireNonNull(input, "input is null");
        requireNonNull(output, "output is null");
        requireNonNull(failurePolicy, "failurePolicy is null");
        if (name.length() > NAME_LIMIT || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name is not lower-case words joined by '-' or '.', at most 64 characters: " + Words.shown(name));
        }
        Words.text("description", description);
        if (version < 1) {
            throw new IllegalArgumentException("version is not positive: " + version);
        }
        if (deadline != null && !deadline.isPositive()) {
            throw new IllegalArgumentException("deadline is not positive: " + deadline);
        }
        deadline = deadline == null ? null : Timeline.span(deadline);
    }

    /** Version 1 of a type with the default policy: unexpected failures park the task. */
    public static <I, O> TaskType<I, O> of(String name, Class<I> input, Class<O> output) {
        return of(name, TypeRef.of(input), TypeRef.of(output));
    }

    /** Version 1 of a type with the default policy: unexpected failures park the task. */
    public static <I extends @Nullable Object, O extends @Nullable Object> TaskType<I, O> of(
            String name, TypeRef<I> input, TypeRef<O> output) {
        return new TaskType<>(name, 1, input, output, FailurePolicy.PARK, null, "");
    }

    /** The same type at another version. */
    public TaskType<I, O> withVersion(int newVersion) {
        return new TaskType<>(name, newVersion, input, output, failurePolicy, deadline, description);
    }

    /** The same type with another policy for failures. */
    public TaskType<I, O> withFailurePolicy(FailurePolicy policy) {
        return new TaskType<>(name, version, input, output, policy, deadline, description);
    }

    /** The same type with a limit on how long its tasks may take. */
    public TaskType<I, O> withDeadline(Duration limit) {
        return new TaskType<>(name, version, input, output, failurePolicy, limit, description);
    }

    /** The same type with a sentence about it. */
    public TaskType<I, O> withDescription(String sentence) {
        return new TaskType<>(name, version, input, output, failurePolicy, deadline, sentence);
    }
}
