package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Reconcile} found out about a body that was cut off.
 *
 * @param <R> the step's result
 */
public sealed interface Outcome<R extends @Nullable Object> {

    /** The effect took place; {@code value} is recorded as the step's result. */
    static <R extends @Nullable Object> Outcome<R> done(R value) {
        return new Done<>(value);
    }

    /** The effect did not take place; the body runs. */
    static <R extends @Nullable Object> Outcome<R> notDone() {
        return new NotDone<>();
    }

    /** It can't be told; the task is parked for a person to decide. */
    static <R extends @Nullable Object> Outcome<R> unknown(String reason) {
        return new Unknown<>(reason);
    }

    /** The effect took place. */
    record Done<R extends @Nullable Object>(R value) implements Outcome<R> {}

    /** The effect did not take place. */
    record NotDone<R extends @Nullable Object>() implements Outcome<R> {}

    /** It can't be told. */
    record Unknown<R extends @Nullable Object>(String reason) implements Outcome<R> {
        public Unknown {
            requireNonNull(reason, "reason is null");
        }
    }
}
