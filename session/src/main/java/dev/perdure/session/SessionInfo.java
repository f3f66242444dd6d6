package dev.perdure.session;

import dev.perdure.session.operator.HelmStatus;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.operator.SizePolicy;
import dev.perdure.session.pty.TerminalSize;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A session at a moment.
 *
 * @param id never changes and is never used again
 * @param command what it was started with
 * @param pid the program's process number, while there is one
 * @param starter who started it, where that is known
 * @param title what the program calls its window
 * @param directory where the shell says it is (OSC 7), or the program is, or was started
 * @param offset of the end of its output
 * @param bells how often the program rang since this host has the session
 * @param present who is attached, one entry for each attachment
 */
public record SessionInfo(
        String id,
        String name,
        SessionState state,
        List<String> command,
        OptionalInt pid,
        Instant started,
        Optional<Operator> starter,
        TerminalSize size,
        SizePolicy sizePolicy,
        String title,
        String directory,
        long offset,
        long bells,
        Optional<Instant> lastOutput,
        Optional<Instant> lastInput,
        List<Presence> present,
        HelmStatus helm) {
    /** An attached operator, with the right that it has now and its window. */
    public record Presence(Operator operator, Right right, Optional<TerminalSize> window) {}

    public SessionInfo {
        command = List.copyOf(command);
        present = List.copyOf(present);
    }
}
