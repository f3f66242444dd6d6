package dev.perdure.session;

import dev.perdure.session.anchor.Program;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.operator.SizePolicy;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.ScreenOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a session is started with.
 *
 * @param name unique among the living sessions; empty takes the identity's
 * @param program command, surroundings, limits
 * @param size the terminal's first size
 * @param sizePolicy whose window decides the size later on
 * @param lifeCycle when it ends by itself and how long it is kept
 * @param outputLimit how many bytes of output are kept on disk, 1 MiB at least
 * @param scrollback how many lines above the screen are kept in memory
 * @param task the task that it belongs to
 */
public record SessionSpec(
        Optional<String> name,
        Program program,
        TerminalSize size,
        SizePolicy sizePolicy,
        LifeCycle lifeCycle,
        long outputLimit,
        int scrollback,
        Optional<TaskBinding> task) {
    static final long SMALLEST_OUTPUT = 1 << 20;
    static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    public SessionSpec {
        name.ifPresent(SessionSpec::checkName);
        if (outputLimit < SMALLEST_OUTPUT) {
            throw new IllegalArgumentException("outputLimit is below " + SMALLEST_OUTPUT + ": " + outputLimit);
        }
        if (scrollback < 0 || scrollback > ScreenOptions.MAX_SCROLLBACK) {
            throw new IllegalArgumentException(
                    "scrollback is not from 0 to " + ScreenOptions.MAX_SCROLLBACK + ": " + scrollback);
        }
        checkSize(size);
    }

    /** A session of a command in the given environment and directory; the rest by default. */
    public static SessionSpec of(String name, List<String> command, Map<String, String> environment, Path directory) {
        return of(Optional.of(name), Program.of(command, environment, directory));
    }

    /** A session of a program; the rest by default. */
    public static SessionSpec of(Optional<String> name, Program program) {
        return new SessionSpec(
                name,
                program,
                TerminalSize.DEFAULT,
                SizePolicy.HELM,
                LifeCycle.KEEP,
                SessionLog.DEFAULT_LIMIT,
                ScreenOptions.DEFAULT.scrollback(),
                Optional.empty());
    }

    public SessionSpec withSize(TerminalSize other) {
        return new SessionSpec(name, program, other, sizePolicy, lifeCycle, outputLimit, scrollback, task);
    }

    public SessionSpec withSizePolicy(SizePolicy other) {
        return new SessionSpec(name, program, size, other, lifeCycle, outputLimit, scrollback, task);
    }

    public SessionSpec withLifeCycle(LifeCycle other) {
        return new SessionSpec(name, program, size, sizePolicy, other, outputLimit, scrollback, task);
    }

    public SessionSpec withOutputLimit(long bytes) {
        return new SessionSpec(name, program, size, sizePolicy, lifeCycle, bytes, scrollback, task);
    }

    public SessionSpec withScrollback(int lines) {
        return new SessionSpec(name, program, size, sizePolicy, lifeCycle, outputLimit, lines, task);
    }

    public SessionSpec withTask(TaskBinding binding) {
        return new SessionSpec(
                name, program, size, sizePolicy, lifeCycle, outputLimit, scrollback, Optional.of(binding));
    }

    static void checkName(String name) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "name is not 1 to 64 letters, digits, dots, dashes and underscores: " + name);
        }
    }

    /** Throws for a size that a screen wouldn't take. */
    static void checkSize(TerminalSize size) {
        if (size.columns() < 2 || size.columns() > 2000 || size.rows() > 2000) {
            throw new IllegalArgumentException("size is not from 2x1 to 2000x2000: " + size);
        }
    }
}
