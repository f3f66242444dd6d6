package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.shell.ShellIntegration;
import dev.perdure.session.shell.ShellMarks;
import dev.perdure.session.shell.ShellMarks.Doing;
import dev.perdure.session.shell.ShellStart;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a command could be given to what has a session's keyboard.
 *
 * <p>The session's own shell says by its integration that it is at its prompt. Of every other program it is known only by signs, and all
 * of them must be there: it is a shell; it was started to read commands from the terminal, not to run a script; it waits for
 * input; and the terminal is set up as at a prompt. Line editors want every key and show nothing by themselves. A shell without one
 * reads whole lines, a buffer full, where its {@code read} takes one character at a time.
 */
sealed interface Keyboard {
    /** How long a shell may take to start before its first prompt is missed. */
    Duration STARTING = Duration.ofSeconds(10);

    /** The integrated shell is at its prompt. */
    record Marked(Foreground foreground, ShellMarks marks, boolean fish) implements Keyboard {}

    /** A shell without integration is at its prompt, as far as can be told. */
    record Bare(Foreground foreground, ShellDialect dialect) implements Keyboard {}

    /**
     * No shell is at its prompt.
     *
     * @param why a sentence's part for people: who has the keyboard
     * @param passing true when that may change by itself soon, since the session's own shell starts or ends something
     * @param silent true when the integrated shell edits a line and doesn't say that it is at its prompt: {@code read -e}, or somebody has
     *     replaced what marks prompts
     */
    record Taken(String why, boolean passing, boolean silent) implements Keyboard {
        Taken(String why, boolean passing) {
            this(why, passing, false);
        }
    }

    /** The process group that is at its prompt, or 0. */
    default int group() {
        return switch (this) {
            case Marked marked -> marked.foreground().group();
            case Bare bare -> bare.foreground().group();
            case Taken taken -> 0;
        };
    }

    /** As it is now. */
    static Keyboard of(Session session) {
        Foreground now = Foreground.of(session)
                .orElseThrow(() -> new SessionException(
                        SessionException.Reason.NOT_ALIVE, "the session " + session.name() + " has ended"));
        return of(session, now);
    }

    static Keyboard of(Session session, Foreground now) {
        String name = "'" + now.command() + "'";
        if (isYoung(session) && now.isStarting(session.program().orElse(-1))) {
            return new Taken("the session's program is only starting", true);
        }
        if (session.look(Screen::alternate)) {
            return new Taken(name + " has the keyboard and the whole screen", false);
        }
        Optional<ShellMarks> marks = marks(session);
        boolean shown = marks.filter(ShellMarks::everSeen).isPresent();
        if (marks.isPresent() && !shown && isYoung(session)) {
            return new Taken("the shell is only starting, and " + name + " has the keyboard", true);
        }
        if (shown
                && isProgram(session, now)
                && ShellIntegration.isIn(now.group(), marks.get().key())) {
            return now.isEditing() && marks.get().doing() == Doing.AT_PROMPT
                    ? new Marked(now, marks.get(), now.command().equals("fish"))
                    : new Taken(
                            "the shell of the session has the keyboard, and is not at its prompt",
                            true,
                            now.isEditing() && marks.get().doing() == Doing.RUNNING);
        }
        return bare(now, name);
    }

    /** A shell that hasn't marked a prompt by then has started without the integration after all. */
    private static boolean isYoung(Session session) {
        return Duration.between(session.started(), Instant.now()).compareTo(STARTING) < 0;
    }

    /** The marks of the session's own shell, if it was given the integration. */
    private static Optional<ShellMarks> marks(Session session) {
        return ShellIntegration.key(session.directory("")).map(key -> new ShellMarks(session.output(), key));
    }

    private static Keyboard bare(Foreground now, String name) {
        Optional<ShellDialect> dialect = ShellDialect.of(now.command());
        if (dialect.isEmpty()) {
            return new Taken(name + " has the keyboard, which is no shell", false);
        }
        if (ShellDialect.isGate(now.command())) {
            return now.isEditing() && now.pasting()
                    ? new Bare(now, dialect.get())
                    : new Taken(
                            name + " has the keyboard, and nothing shows that a shell behind it is at its prompt",
                            false);
        }
        Optional<ShellStart> start = ShellStart.of(now.commandLine());
        if (start.isPresent() && !start.get().isInteractive()) {
            return new Taken(name + " has the keyboard and runs a script", false);
        }
        boolean editor = now.isEditing() && now.waits() != Foreground.Waits.ELSE;
        boolean lines = now.readsCharacterByCharacter()
                && now.modes().canonical()
                && now.modes().echo()
                && now.waits() == Foreground.Waits.FOR_INPUT;
        return editor || lines
                ? new Bare(now, dialect.get())
                : new Taken(name + " has the keyboard, and is not at its prompt", true);
    }

    private static boolean isProgram(Session session, Foreground now) {
        return now.group() == session.program().orElse(-1);
    }
}
