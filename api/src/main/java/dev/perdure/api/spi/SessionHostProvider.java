package dev.perdure.api.spi;

import java.nio.file.Path;

/** Opens hosts of sessions for programs that embed the layer; found by {@link java.util.ServiceLoader}. */
public interface SessionHostProvider {

    /** Whether a state directory holds sessions that somebody has to look after. */
    boolean hasSessions(Path directory);

    /**
     * Begins to host the sessions of a state directory.
     *
     * @throws dev.perdure.api.PerdureException if it can't: not on this system, or another process hosts them
     */
    SessionHost open(Path directory);
}
