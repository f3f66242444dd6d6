package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionState;
import dev.perdure.session.agent.TypedCommand.Standing;
import dev.perdure.session.operator.Operator;
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

/**
 * Commands in a session's shell, with their ends.
 *
 * <p><b>How.</b> The command is typed as one line that prints a mark with a nonce, evaluates the command, and prints
 * another mark with its exit code. Marks are output: they are in the recorded log, so whoever has the nonce finds them there,
 * in this process or the next, while the command runs or weeks after it.
 */
final class Commands {
    private static final Duration INTERRUPTED = Duration.ofSeconds(3);
    private static final int NONCE_BITS = 80;
    private static final int LONGEST_TYPED = 800;
    private static final char INTERRUPT = 3;
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
        RunHandle handle = prepare();
        type(handle, command);
        return handle;
    }

    /** The handle of a command that is about to be typed. */
    RunHandle prepare() {
        Foreground foreground = shell();
        String nonce = new BigInteger(NONCE_BITS, random).setBit(NONCE_BITS).toString(36);
        return new RunHandle(nonce, session.output().end(), foreground.group());
    }

    /** Types the command of a handle. Throws when nothing was typed. */
    void type(RunHandle handle, String command) {
        Foreground foreground = shell();
        ShellDialect dialect = ShellDialect.of(foreground.command()).orElseThrow();
        type(dialect.line(handle.nonce(), expression(dialect, handle.nonce(), command)), foreground);
    }

    private Foreground shell() {
        Foreground foreground = Foreground.of(session)
                .orElseThrow(() -> new SessionException(
                        SessionException.Reason.NOT_ALIVE, "the session " + session.name() + " has ended"));
        if (ShellDialect.of(foreground.command()).isEmpty() || session.look(Screen::alternate)) {
            throw new SessionException(
                    SessionException.Reason.BUSY,
                    "'" + foreground.command()
                            + "' has the keyboard, which is no shell; send it keys, or end it first");
        }
        return foreground;
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
        TypedCommand command = new TypedCommand(session, this, handle);
        return switch (command.look(patience)) {
            case Standing.Ended ended -> new RunResult.Done(ended.exit(), ended.output(), ended.truncated());
            case Standing.Over over ->
                new RunResult.Done(
                        over.state() instanceof SessionState.Ended ended
                                ? ended.exit().shellCode()
                                : 255,
                        over.output(),
                        over.truncated());
            case Standing.Waiting waiting ->
                new RunResult.WaitingForInput(handle, waiting.prompt(), waiting.secret(), command.output());
            case Standing.Running running ->
                new RunResult.Running(handle, running.begun(), running.quiet(), command.output());
        };
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

    /** Asks a shell that was interrupted for the code that it has kept. */
    void probe(RunHandle handle, Foreground foreground) {
        ShellDialect.of(foreground.command()).ifPresent(dialect -> type(dialect.probe(handle.nonce()), foreground));
    }

    /**
     * Whether the code that the shell has kept is still the command's: nobody has typed a line after it, or after the last C-c, and it
     * wasn't asked for before, which overwrites it.
     */
    boolean mayProbe(RunHandle handle) {
        boolean[] typed = {false};
        boolean[] others = {false};
        session.input().entries(0, entry -> {
            String text = new String(entry.bytes(), StandardCharsets.ISO_8859_1);
            if (text.contains(Marks.tag(handle.nonce()))) {
                others[0] = typed[0];
                typed[0] = true;
            } else if (text.indexOf(INTERRUPT) >= 0) {
                others[0] = text.substring(text.lastIndexOf(INTERRUPT)).indexOf('\r') >= 0;
            } else {
                others[0] |= text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
            }
        });
        return typed[0] && !others[0];
    }
}
