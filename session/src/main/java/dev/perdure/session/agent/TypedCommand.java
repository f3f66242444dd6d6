package dev.perdure.session.agent;

import dev.perdure.api.Timeline;
import dev.perdure.session.Session;
import dev.perdure.session.SessionState;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.shell.ShellIntegration;
import dev.perdure.session.shell.ShellMarks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A command that somebody has typed into a session's shell, followed by one who wants to know its end.
 *
 * <p><b>What its marks don't tell</b> is asked of the kernel. A terminal in line mode without echo is a secret prompt. A
 * process of the foreground group in read(2) of the terminal, in line mode, is a prompt. An integrated shell marks the end also of
 * what was interrupted. Another one that shows its own prompt again though the command's end wasn't marked has been interrupted, which
 * drops the rest of the line; it still has the code, and is asked for it, unless something else was typed since. A shell whose process
 * group is gone can't mark anything any more. Everything else, a nested prompt with a line editor of its own above all, can't be told
 * from work, and the answer says so: running, quiet for so long.
 *
 * <p>To observe is enough to look. Who may not type doesn't ask.
 *
 * <p>Not thread-safe. May wait on a virtual thread.
 */
public final class TypedCommand {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration STILL = Duration.ofMillis(300);
    private static final int MOST_OUTPUT = 256 * 1024;

    private final Session session;
    private final Commands commands;
    private final RunHandle handle;
    private final Marks marks;
    private boolean probed;
    private boolean revived;
    private long inputSeen = -1;

    TypedCommand(Session session, Commands commands, RunHandle handle) {
        this.session = session;
        this.commands = commands;
        this.handle = handle;
        marks = new Marks(session.output(), handle);
    }

    /** The command of a handle; whoever follows it may ask the shell for its code as this operator. */
    public static TypedCommand of(Session session, Operator operator, RunHandle handle) {
        return new TypedCommand(session, new Commands(session, operator), handle);
    }

    /** Where a command stands. */
    public sealed interface Standing {
        /**
         * It has ended.
         *
         * @param from the offset in the session's output at which the command's begins
         * @param to the offset after it
         */
        record Ended(int exit, String output, boolean truncated, long from, long to) implements Standing {}

        /** The session isn't alive any more, and the command's end isn't in its output. */
        record Over(SessionState state, boolean begun, String output, boolean truncated) implements Standing {}

        /** The shell hasn't got it whole, and has run none of it. */
        record Refused(String why) implements Standing {}

        /** The shell that it was typed into has ended, but not the session, and the command's end isn't in the output. */
        record Gone(String why, String output) implements Standing {}

        /** It waits for a line, after {@code prompt}; {@code secret} when what is typed isn't shown. */
        record Waiting(String prompt, boolean secret) implements Standing {}

        /**
         * It hasn't ended, and nothing shows that it waits for anybody.
         *
         * @param begun false when not even its beginning was seen
         * @param quiet for how long nothing was printed or typed
         * @param atPrompt true when the shell shows its prompt all the same
         */
        record Running(boolean begun, Duration quiet, boolean atPrompt) implements Standing {}
    }

    /** Looks, and waits at most {@code patience} for its end or a prompt. */
    public Standing look(Duration patience) throws InterruptedException {
        return follow(System.nanoTime() + Timeline.nanos(patience));
    }

    /** Looks until {@code deadline}, a reading of {@link System#nanoTime()}. */
    private Standing follow(long deadline) throws InterruptedException {
        while (true) {
            SessionState state = session.state();
            marks.advance();
            if (marks.exit().isPresent() || !state.alive()) {
                return last(state);
            }
            if (marks.refused()) {
                return new Standing.Refused("The command did not reach the shell of session " + session.name()
                        + " whole, so the shell has run none of it. Run it again.");
            }
            Duration quiet = quiet();
            boolean atPrompt = false;
            if (quiet.compareTo(STILL) >= 0) {
                if (isGone()) {
                    return new Standing.Gone(
                            "The shell that the command was typed into has ended, in session " + session.name()
                                    + ", before the command's end was seen. Look: perdure log " + session.name(),
                            output());
                }
                Optional<Foreground> foreground = Foreground.of(session);
                Optional<Keyboard> keyboard = foreground.map(now -> Keyboard.of(session, now));
                atPrompt =
                        keyboard.filter(found -> found.group() == handle.home()).isPresent();
                if (!revived && keyboard.orElse(null) instanceof Keyboard.Taken taken && taken.silent()) {
                    revived = commands.revive();
                }
                // A shell without a line editor waits for a line at its prompt too.
                Optional<Standing> waiting = atPrompt ? Optional.empty() : foreground.flatMap(this::waiting);
                if (waiting.isPresent()) {
                    return waiting.get();
                }
                if (atPrompt && marks.begun() && keyboard.orElse(null) instanceof Keyboard.Bare bare && mayProbe()) {
                    probed = commands.probe(handle, bare);
                }
            }
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (!left.isPositive()) {
                return new Standing.Running(marks.begun(), quiet, atPrompt);
            }
            session.output().await(marks.offset(), left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        }
    }

    private Standing last(SessionState state) {
        Marks.CommandOutput output = marks.output(MOST_OUTPUT);
        return marks.exit().isPresent()
                ? new Standing.Ended(
                        marks.exit().getAsInt(), output.text(), output.truncated(), marks.from(), marks.to())
                : new Standing.Over(state, marks.begun(), output.text(), output.truncated());
    }

    /** What it has printed so far: the last 256 KiB. */
    public String output() {
        return marks.output(MOST_OUTPUT).text();
    }

    private Optional<Standing> waiting(Foreground now) {
        boolean more = marks.begun() && asksForMore();
        return marks.begun() && (now.asksSecret() || now.asksLine() || more)
                ? Optional.of(new Standing.Waiting(Foreground.prompt(session), now.asksSecret()))
                : Optional.empty();
    }

    /** A command of several lines may turn out not to be whole after some of it has run. */
    private boolean asksForMore() {
        return ShellIntegration.key(session.directory(""))
                .filter(key -> new ShellMarks(session.output(), key).doing() == ShellMarks.Doing.MORE)
                .isPresent();
    }

    /** Looked up once more after it was seen, for its last words. */
    private boolean isGone() {
        if (handle.home() <= 1
                || ProcStat.of(handle.home()).filter(stat -> !stat.ended()).isPresent()) {
            return false;
        }
        marks.advance();
        return marks.exit().isEmpty()
                && session.state().alive()
                && session.program().orElse(-1) != handle.home();
    }

    private boolean mayProbe() {
        long input = session.input().end();
        if (probed || input == inputSeen) {
            return false;
        }
        inputSeen = input;
        return commands.mayProbe(handle);
    }

    private Duration quiet() {
        // Input counts too: a program needs a moment to take an answer in.
        return Duration.between(session.lastActivity(), Instant.now());
    }
}
