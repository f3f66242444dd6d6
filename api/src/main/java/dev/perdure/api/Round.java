package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * One round of a checkpointed loop.
 *
 * @param <S> the state that goes from round to round
 */
@FunctionalInterface
public interface Round<S extends @Nullable Object> {
    /**
     * Does one round. Steps inside it are keyed by the round, so their names need not differ from round to round.
     *
     * @param state the state after the round before
     * @param number the round's number, from 0
     */
    Next<S> run(S state, long number) throws Exception;
}
