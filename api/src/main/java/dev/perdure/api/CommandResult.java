package dev.perdure.api;

import static java.util.Objects.requireNonNull;

/**
 * What a command in a session came to. An exit code other than 0 is a result like any other.
 *
 * @param exitCode as the shell tells it, 0 to 255
 * @param output what it printed, as text without control sequences; at most the last 256 KiB
 * @param truncated whether it printed more than that
 * @param session the id of the session
 * @param from the offset in the session's output at which the command's begins, in bytes
 * @param to the offset after it
 */
public record CommandResult(int exitCode, String output, boolean truncated, String session, long from, long to) {
    public CommandResult {
        requireNonNull(output, "output is null");
        requireNonNull(session, "session is null");
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("from and to are not a range: " + from + ", " + to);
        }
    }

    /** Whether the exit code is 0. */
    public boolean succeeded() {
        return exitCode == 0;
    }
}
