package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionState;
import dev.perdure.session.agent.TypedCommand.Standing;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.shell.HandOver;
import dev.perdure.session.shell.ShellMarks;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Commands in a session's shell, with their ends.
 *
 * <p><b>How.</b> An integrated shell is asked whether its line is empty, takes the command into its line editor, and marks beginning and
 * end with the command's nonce. To another shell a line is typed that prints those marks before and after it evaluates the
 * command, if nobody has begun to type there. Marks are output: they are in the recorded log, so whoever has the nonce finds them there, in
 * this process or the next, while the command runs or weeks after it.
 */
final class Commands {
    private static final Duration INTERRUPTED = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    /** For the shell to say that it reads; a busy machine needs its time. */
    private static final Duration ANSWERING = Duration.ofSeconds(6);
    /** For the shell to take in what was handed over; the longest takes a few seconds. */
    private static final Duration TAKING = Duration.ofSeconds(15);
    /** A shell runs something itself before and after its prompts. */
    private static final Duration PASSING = Duration.ofSeconds(2);

    /** Between the end of a command and the mark of the prompt a shell edits no line, but for a moment. */
    private static final Duration SILENT = Duration.ofMillis(500);

    private static final int NONCE_BITS = 80;
    private static final byte[] INTERRUPT = {3};

    private final Session session;
    private final Operator operator;
    private final SecureRandom random = new SecureRandom();

    Commands(Session session, Operator operator) {
        this.session = session;
        this.operator = operator;
    }

    /** The handle of a command that is about to be typed; waits for a shell that is about to show its prompt. */
    RunHandle prepare() throws InterruptedException {
        Keyboard keyboard = prompt();
        requireEmpty(keyboard);
        String nonce = new BigInteger(NONCE_BITS, random).setBit(NONCE_BITS).toString(36);
        return new RunHandle(nonce, session.output().end(), keyboard.group());
    }

    /** Types the command of a handle. Throws when nothing was typed that could run. */
    void type(RunHandle handle, String command) throws InterruptedException {
        if (command.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the command holds a NUL character");
        }
        switch (prompt()) {
            case Keyboard.Marked marked -> handOver(marked, handle, command);
            case Keyboard.Bare bare -> {
                requireEmpty(bare);
                typeLines(bare, handle, command);
            }
            case Keyboard.Taken taken -> throw busy(taken.why());
        }
    }

    private Keyboard prompt() throws InterruptedException {
        Instant began = Instant.now();
        boolean revived = false;
        while (true) {
            Keyboard keyboard = Keyboard.of(session);
            if (!(keyboard instanceof Keyboard.Taken taken)) {
                return keyboard;
            }
            if (taken.silent() && !revived && isQuiet()) {
                send(HandOver.REVIVE);
                revived = true;
            }
            boolean young = Duration.between(session.started(), Instant.now()).compareTo(Keyboard.STARTING) < 0;
            boolean wait = taken.passing()
                    && (young || Duration.between(began, Instant.now()).compareTo(PASSING) < 0);
            if (!wait) {
                throw busy(taken.why() + "; send it keys, or end it first");
            }
            session.output().await(session.output().end(), LOOK_AGAIN);
        }
    }

    private boolean isQuiet() {
        return Duration.between(session.lastActivity(), Instant.now()).compareTo(SILENT) >= 0;
    }

    /** Has a silent shell look whether its marks were taken away; false when this operator may not type now. */
    boolean revive() {
        return sent(HandOver.REVIVE);
    }

    private void requireEmpty(Keyboard keyboard) throws InterruptedException {
        boolean begun =
                switch (keyboard) {
                    case Keyboard.Marked marked -> ask(marked.marks(), HandOver.ASK) != ShellMarks.Answer.EMPTY;
                    case Keyboard.Bare _ -> PendingKeys.of(session);
                    case Keyboard.Taken taken -> throw busy(taken.why());
                };
        if (begun) {
            throw begunLine();
        }
    }

    private ShellMarks.Answer ask(ShellMarks marks, String key) throws InterruptedException {
        long from = session.output().end();
        send(key);
        Instant deadline = Instant.now().plus(ANSWERING);
        while (true) {
            long seen = session.output().end();
            Optional<ShellMarks.Answer> answer = marks.answer(from);
            if (answer.isPresent()) {
                return answer.get();
            }
            if (!Instant.now().isBefore(deadline) || !session.state().alive()) {
                throw busy("the shell at its prompt doesn't answer; it may be asking a question of its own");
            }
            session.output().await(seen, LOOK_AGAIN);
        }
    }

    private void handOver(Keyboard.Marked marked, RunHandle handle, String command) throws InterruptedException {
        long from = session.output().end();
        String frame = HandOver.frame(handle.nonce(), command, marked.fish());
        if (ask(marked.marks(), HandOver.OFFER) != ShellMarks.Answer.READY) {
            throw begunLine();
        }
        send(frame);
        Marks marks = new Marks(session.output(), handle);
        Instant deadline = Instant.now().plus(TAKING);
        while (session.state().alive() && Instant.now().isBefore(deadline)) {
            long seen = session.output().end();
            boolean more = marked.marks().asksForMore(from);
            marks.advance();
            if (marks.refused() || marks.isUnderWay()) {
                return;
            }
            if (more) {
                // Not the beginning of anything: the whole command is there, and isn't one. The shell forgets it.
                session.send(operator, INTERRUPT);
                return;
            }
            session.output().await(seen, LOOK_AGAIN);
        }
    }

    private void typeLines(Keyboard.Bare bare, RunHandle handle, String command) {
        StringBuilder typed = new StringBuilder();
        for (String line : bare.dialect().lines(handle.nonce(), command)) {
            typed.append(asTyped(line, bare));
        }
        send(typed.toString());
    }

    /** As pasted, so that no key binding, completion or abbreviation gets hold of it. fish would strip the space. */
    private static String asTyped(String line, Keyboard.Bare bare) {
        boolean paste =
                bare.foreground().isEditing() && bare.foreground().pasting() && bare.dialect() != ShellDialect.FISH;
        return paste ? "\033[200~" + line + "\033[201~\r" : line + "\r";
    }

    private void send(String text) {
        session.send(operator, text.getBytes(StandardCharsets.UTF_8));
    }

    private SessionException busy(String why) {
        return new SessionException(
                SessionException.Reason.BUSY, "no command can be typed in session " + session.name() + ": " + why);
    }

    private SessionException begunLine() {
        return busy("somebody is typing at its prompt: a line is begun there; press Enter or C-c first, or wait");
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
            case Standing.Refused refused -> new RunResult.NotRun(refused.why());
            case Standing.Gone gone -> new RunResult.Unknown(gone.why(), gone.output());
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
        session.send(operator, INTERRUPT);
        return switch (collect(handle, INTERRUPTED)) {
            case RunResult.Done done -> new RunResult.TimedOut(handle, true, done.output());
            case RunResult.Running still -> new RunResult.TimedOut(handle, false, still.output());
            case RunResult.WaitingForInput waiting -> new RunResult.TimedOut(handle, false, waiting.output());
            case RunResult.TimedOut timedOut -> timedOut;
            case RunResult.NotRun notRun -> notRun;
            case RunResult.Unknown unknown -> unknown;
        };
    }

    /**
     * Asks a shell that was interrupted for the code that it has kept; false when this operator may not type now. Who only looks on is
     * not to fail by that: somebody else may ask, or the code stays unknown.
     */
    boolean probe(RunHandle handle, Keyboard.Bare bare) {
        return sent(asTyped(bare.dialect().probe(handle.nonce()), bare));
    }

    private boolean sent(String text) {
        try {
            send(text);
            return true;
        } catch (AccessException | SessionException _) {
            return false;
        }
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
            } else if (text.indexOf(INTERRUPT[0]) >= 0) {
                others[0] = text.substring(text.lastIndexOf(INTERRUPT[0])).indexOf('\r') >= 0;
            } else {
                others[0] |= text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0;
            }
        });
        return typed[0] && !others[0] && !PendingKeys.of(session);
    }
}
