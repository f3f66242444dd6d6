package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A command for a session's shell.
 *
 * @param command as it would be typed; may have several lines
 * @param name the name of its step, or null for one made of the session's name and the command
 * @param timeout how long it may take from when it is typed, null for no limit; positive, cut to {@link Timeline#LONGEST}. It counts by
 *     the clock of the machine, since the command may outlive this process
 */
public record SessionCommand(
        String command, @Nullable String name, @Nullable Duration timeout) {
    private static final int SHOWN = 80;

    public SessionCommand {
        requireNonNull(command, "command is null");
        if (command.isBlank() || command.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("command is blank or holds a NUL character");
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException("timeout is not positive: " + timeout);
        }
        timeout = timeout == null ? null : Timeline.span(timeout);
    }

    /** A command without a limit. */
    public static SessionCommand of(String command) {
        return new SessionCommand(command, null, null);
    }

    /**
     * The same under a step's name of its own: for a command that must not show in the history, or that another version of the
     * handler may word differently.
     */
    public SessionCommand named(String stepName) {
        return new SessionCommand(command, stepName, timeout);
    }

    /** The same, interrupted when it takes longer; its step fails then with {@link FailureMode#TIMEOUT}. */
    public SessionCommand withTimeout(Duration limit) {
        return new SessionCommand(command, name, limit);
    }

    /**
     * The name of its step. Two commands have two names, so that a handler that words one differently isn't given the other's result;
     * what doesn't fit is told apart by a hash.
     */
    public String stepName(String session) {
        if (name != null) {
            return name;
        }
        return session + ": " + shown();
    }

    /** The command in a line of at most some 80 characters. */
    public String shown() {
        String line = command.strip();
        int end = line.indexOf('\n');
        boolean whole = end < 0 && line.length() <= SHOWN;
        if (whole) {
            return line;
        }
        String start = line.substring(0, Math.min(SHOWN, end < 0 ? line.length() : end))
                .strip();
        return start + "… " + Integer.toHexString(command.hashCode());
    }
}
