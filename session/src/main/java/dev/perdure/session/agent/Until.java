package dev.perdure.session.agent;

import java.time.Duration;
import java.util.regex.Pattern;

/** What somebody waits for in a session. */
public sealed interface Until {
    /** A text on the screen that is shown, or in the output from an offset on, control sequences left out. */
    record Text(Pattern pattern, long sinceOffset) implements Until {}

    /** A text in the output from an offset on, control sequences left out, whatever the screen shows. */
    record Printed(Pattern pattern, long sinceOffset) implements Until {}

    /** Nothing printed and nothing typed for so long, from before the wait on. */
    record Quiet(Duration time) implements Until {}

    /** The session's end. */
    record Ended() implements Until {}

    /** A shell's prompt. */
    record Prompt() implements Until {}
}
