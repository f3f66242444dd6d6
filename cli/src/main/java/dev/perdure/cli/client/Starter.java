package dev.perdure.cli.client;

import dev.perdure.api.PerdureException;

/** Makes a daemon run. */
@FunctionalInterface
public interface Starter {
    /** Nobody starts anything: a daemon that is gone stays gone. */
    Starter NONE = () -> false;

    /**
     * Makes sure that a daemon runs and answers.
     *
     * @return whether it does
     * @throws PerdureException if it can't be started, with the reason
     */
    boolean ensure();
}
