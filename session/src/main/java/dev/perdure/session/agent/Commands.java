package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionState;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.pty.Expectation;
import dev.perdure.session.screen.Screen;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Commands in a session's shell, with their ends.
 *
 * <p><b>How.</b> The command is typed as one line that prints a mark with a nonce, evaluates the command, and prints
 * another mark with its exit code. Marks are output: they are in the recorded log, so whoever has the nonce finds them there,
 * in this process or the next, while the command runs or weeks after it.
 *
 * <p><b>What marks don't tell</b> is asked of the kernel. A terminal in line mode without echo is a secret prompt. A
 * process of the foreground group in read(2) of the terminal, in line mode, is a prompt. A shell that shows its own prompt
 * again though the command's end wasn't marked has been interrupted, which drops the rest of the line; it still has the
 * code, and is asked for it. Everything else, a nested prompt with a line editor of its own above all, can't be told
 * from work, and the answer says so: running, quiet for so long.
 */
final class Commands {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final Duration STILL = Duration.ofMillis(300);
    private static final Duration INTERRUPTED = Duration.ofSeconds(3);
    private static final int MOST_OUTPUT = 256 * 1024;
    private static final int NONCE_BITS = 80;
    private static final int LONGEST_TYPED = 800;
    private static final FileAttribute<?> OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Session session;
    private final Operator operator;
    private final SecureRandom random = new SecureRandom();

    Commands(Session session, Operator operator) {
        this.session = session;
        this.operator = operator;
    }

    RunHandle start(String command) {
        Foreground foreground = Foreground.of(session)
                .orElseThrow(() -> new SessionException(
                        SessionException.Reason.NOT_ALIVE, "the session " + session.name() + " has ended"));
        Optional<ShellDialect> dialect = ShellDialect.of(foreground.command());
        if (dialect.isEmpty() || session.look(Screen::alternate)) {
            throw new SessionException(
                    SessionException.Reason.BUSY,
                    "'" + foreground.command()
                            + "' has the keyboard, which is no shell; send it keys, or end it first");
        }
        String nonce = new BigInteger(NONCE_BITS, random).setBit(NONCE_BITS).toString(36);
        RunHandle handle = new RunHandle(nonce, session.output().end(), foreground.group());
        type(dialect.get().line(nonce, expression(dialect.get(), nonce, command)), foreground);
        return handle;
    }

    private void type(String line, Foreground foreground) {
        // As pasted, so that no key binding, completion or abbreviation gets hold of it. fish would strip the space.
        boolean paste = foreground.editing() && !foreground.command().equals("fish");
        String typed = paste ? "\033[200~" + line + "\033[201~\r" : line + "\r";
        session.send(operator, typed.getBytes(StandardCharsets.UTF_8));
    }

    /** The command as a word, or, where a terminal's line wouldn't take it, as the contents of a file. */
    private String expression(ShellDialect dialect, String nonce, String command) {
        boolean plain = command.length() <= LONGEST_TYPED && command.chars().noneMatch(Character::isISOControl);
        if (plain) {
            return dialect.quote(command);
        }
        try {
            Path folder = session.directory("commands");
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, OWNER);
            }
            Path file = Files.writeString(folder.resolve(nonce), command);
            return dialect.contents(file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunResult collect(RunHandle handle, Duration patience) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        Marks marks = new Marks(session.output(), handle);
        boolean probed = false;
        while (true) {
            SessionState state = session.state();
            marks.advance();
            if (marks.exit().isPresent()) {
                return done(marks, marks.exit().getAsInt());
            }
            if (!state.alive()) {
                return done(
                        marks,
                        state instanceof SessionState.Ended ended ? ended.exit().shellCode() : 255);
            }
            Duration quiet = quiet();
            if (quiet.compareTo(STILL) >= 0) {
                Optional<Foreground> foreground = Foreground.of(session);
                Optional<RunResult> waiting = foreground.flatMap(now -> waiting(now, handle, marks));
                if (waiting.isPresent()) {
                    return waiting.get();
                }
                if (!probed
                        && foreground
                                .filter(now -> interrupted(now, handle, marks))
                                .isPresent()) {
                    probed = true;
                    ShellDialect.of(foreground.get().command())
                            .ifPresent(dialect -> type(dialect.probe(handle.nonce()), foreground.get()));
                }
            }
            Duration left = Duration.between(Instant.now(), deadline);
            if (!left.isPositive()) {
                return new RunResult.Running(handle, marks.begun(), quiet, text(marks));
            }
            session.output().await(marks.offset(), left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN);
        }
    }

    RunResult within(RunHandle handle, Duration limit) throws InterruptedException {
        RunResult result = collect(handle, limit);
        if (!(result instanceof RunResult.Running)) {
            return result;
        }
        session.send(operator, new byte[] {3});
        return switch (collect(handle, INTERRUPTED)) {
            case RunResult.Done done -> new RunResult.TimedOut(handle, true, done.output());
            case RunResult.Running still -> new RunResult.TimedOut(handle, false, still.output());
            case RunResult.WaitingForInput waiting -> new RunResult.TimedOut(handle, false, waiting.output());
            case RunResult.TimedOut timedOut -> timedOut;
        };
    }

    private RunResult done(Marks marks, int exit) {
        Marks.CommandOutput output = marks.output(MOST_OUTPUT);
        return new RunResult.Done(exit, output.text(), output.truncated());
    }

    private Optional<RunResult> waiting(Foreground now, RunHandle handle, Marks marks) {
        boolean secret = now.expects() == Expectation.SECRET_LINE;
        boolean line = now.expects() == Expectation.LINE && now.reading();
        return marks.begun() && (secret || line)
                ? Optional.of(new RunResult.WaitingForInput(handle, Foreground.prompt(session), secret, text(marks)))
                : Optional.empty();
    }

    private static boolean interrupted(Foreground now, RunHandle handle, Marks marks) {
        return marks.begun() && now.group() == handle.home() && now.atEditor();
    }

    private Duration quiet() {
        // Input counts too: a program needs a moment to take an answer in.
        return Duration.between(session.lastActivity(), Instant.now());
    }

    private static String text(Marks marks) {
        return marks.output(MOST_OUTPUT).text();
    }
}
