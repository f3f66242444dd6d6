package dev.perdure.api.spi;

import dev.perdure.api.CommandResult;
import java.time.Duration;
import java.util.Optional;

/** A command in a session, as it is followed by one who waits for it. Not thread-safe. */
public interface HostedCommand {

    /** Where a command stands. */
    sealed interface Standing {
        /** It has ended. */
        record Ended(CommandResult result) implements Standing {}

        /**
         * It hasn't ended.
         *
         * @param remark a sentence for people when something holds it up, such as a prompt; else empty
         */
        record Running(String remark) implements Standing {}

        /** It has never been typed, and never will be. */
        record NeverTyped() implements Standing {}

        /** Nobody can tell what became of it; {@code why} is a sentence for people. */
        record Unknown(String why) implements Standing {}
    }

    /** Looks, and waits at most {@code patience} for the end. */
    Standing look(Duration patience) throws InterruptedException;

    /** What it has printed so far, as text; the last of it. */
    String output();

    /** Presses C-c. Says in a sentence why that couldn't be done, if it couldn't. */
    Optional<String> interrupt();
}
