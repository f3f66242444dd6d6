package dev.perdure.session.agent;

import java.time.Duration;

/** How a wait ended. */
public sealed interface Waited {
    /**
     * What was waited for is there.
     *
     * @param what the text that matched, the prompt's line, or the state of the session
     * @param offset of the output up to which was looked
     */
    record Met(String what, long offset) implements Waited {}

    /** The time passed, or the session ended, first; {@code quiet} tells for how long nothing was printed or typed. */
    record NotMet(Duration quiet, long offset, boolean over) implements Waited {}
}
