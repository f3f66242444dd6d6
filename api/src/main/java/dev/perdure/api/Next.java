package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * What a round of {@link TaskContext#iterate} ends with: the next state, and whether there is another round.
 *
 * @param state the state after the round, recorded as the loop's checkpoint
 * @param finished whether the loop ends here
 * @param <S> the state
 */
public record Next<S extends @Nullable Object>(S state, boolean finished) {
    /** Another round, from this state. */
    public static <S extends @Nullable Object> Next<S> again(S state) {
        return new Next<>(state, false);
    }

    /** The loop ends with this state. */
    public static <S extends @Nullable Object> Next<S> done(S state) {
        return new Next<>(state, true);
    }
}
