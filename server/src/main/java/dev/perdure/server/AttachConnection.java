package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.server.attach.Frame;
import dev.perdure.server.attach.FrameChannel;
import dev.perdure.session.AttachRequest;
import dev.perdure.session.Attachment;
import dev.perdure.session.Delivery;
import dev.perdure.session.Session;
import dev.perdure.session.SessionState;
import dev.perdure.session.anchor.Exit;
import dev.perdure.session.operator.Helm;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's attachment over its socket. The thread that runs it reads; another writes, and waits in the kernel when the client doesn't read, which the
 * attachment's own bound answers with a fresh screen later.
 */
final class AttachConnection implements Runnable {
    /** For the first frame; a client that says nothing holds a descriptor. */
    private static final Duration GREETING = Duration.ofSeconds(10);

    private static final Duration SILENCE = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(AttachConnection.class);

    private final FrameChannel frames;
    private final HostedSessions sessions;
    private final Operators operators;
    private volatile @Nullable Attachment attachment;
    private volatile boolean greeted;
    private volatile boolean took;

    AttachConnection(SocketChannel channel, HostedSessions sessions, Operators operators) {
        this.frames = new FrameChannel(channel, FrameChannel.CLIENT_LIMIT);
        this.sessions = sessions;
        this.operators = operators;
    }

    @Override
    public void run() {
        Thread.ofVirtual().name("greeting").start(this::cutTheSilent);
        try (frames) {
            if (frames.read() instanceof Frame.Hello hello) {
                greeted = true;
                serve(hello);
            }
        } catch (IOException e) {
            log.debug("An attachment's connection ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            greeted = true;
        }
    }

    private void cutTheSilent() {
        try {
            Thread.sleep(GREETING);
            if (!greeted) {
                cut();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Frame.Hello hello) throws IOException, InterruptedException {
        Operator operator;
        Session session;
        Attachment joined;
        try {
            if (hello.take() && hello.observe()) {
                throw new PerdureException(ErrorCode.BAD_INPUT, "Who only observes can't take the helm.");
            }
            operator = operators.named(hello.operator());
            session = sessions.forOperator(hello.session(), operator);
            if (hello.take()) {
                session.takeHelm(operator, Helm.DEFAULT_TIME);
            }
            joined = session.attach(request(hello, operator, session));
        } catch (RuntimeException e) {
            frames.write(refusal(e));
            return;
        }
        attachment = joined;
        took = hello.take();
        try (joined) {
            frames.write(new Frame.Joined(session.id(), session.name(), operator.id()));
            Thread writer = Thread.ofVirtual().name("delivery").start(() -> deliver(joined));
            receive(joined);
            // In this order: who left by itself is not told that the daemon stops.
            frames.close();
            joined.close();
            writer.join();
        } finally {
            if (hello.take()) {
                session.releaseHelm(operator);
            }
        }
    }

    private static AttachRequest request(Frame.Hello hello, Operator operator, Session session) {
        boolean window = hello.columns() > 0 && hello.rows() > 0;
        return new AttachRequest(
                operator,
                hello.observe() ? Right.OBSERVE : Operators.rightOf(operator, session),
                window ? Optional.of(size(hello.columns(), hello.rows())) : Optional.empty(),
                hello.answers() && !hello.observe(),
                hello.resumeFrom() == Frame.FROM_SCREEN ? OptionalLong.empty() : OptionalLong.of(hello.resumeFrom()),
                hello.scrollbackLines(),
                window);
    }

    /** A terminal may say any size; a session takes 2x1 to 2000x2000. */
    private static TerminalSize size(int columns, int rows) {
        return new TerminalSize(Math.clamp(columns, 2, 2000), Math.clamp(rows, 1, 2000));
    }

    private static Frame refusal(RuntimeException e) {
        Problem problem = e instanceof PerdureException known
                ? Problem.of(known)
                : SessionProblem.of(e).orElseGet(() -> {
                    log.error("An attachment failed", e);
                    return Problems.BUG;
                });
        return new Frame.Refused(problem.status(), problem.code(), problem.detail());
    }

    private void receive(Attachment joined) {
        try (Typing typing = new Typing(joined, this::tell)) {
            for (Frame frame = frames.read(); frame != null; frame = frames.read()) {
                switch (frame) {
                    case Frame.Input input -> {
                        if (!typing.type(input.bytes())) {
                            tell(new PerdureException(
                                    ErrorCode.OVERLOADED,
                                    "The program doesn't read; " + (Typing.LIMIT >> 20)
                                            + " MiB of input wait for it already. What came now was thrown away."));
                        }
                    }
                    case Frame.Window window -> joined.resize(size(window.columns(), window.rows()));
                    case Frame.Detach detach -> {
                        return;
                    }
                    default -> throw new IOException("a client doesn't say that: " + frame.getClass());
                }
            }
        } catch (IOException e) {
            log.debug("An attachment's client is gone", e);
        }
    }

    private void tell(RuntimeException e) {
        Frame.Notice notice = refusal(e) instanceof Frame.Refused refused
                ? new Frame.Notice(refused.code(), refused.detail())
                : new Frame.Notice("internal", "");
        try {
            // A client that doesn't read what the program says doesn't read this either.
            boolean said = frames.tryWrite(notice);
            log.trace("Input was refused; said: {}", said);
        } catch (IOException gone) {
            log.debug("An attachment's client is gone", gone);
        }
    }

    private void deliver(Attachment joined) {
        try {
            while (write(joined.next(SILENCE))) {
                if (took) {
                    joined.session().keepHelm(joined.operator());
                }
            }
        } catch (IOException e) {
            log.debug("An attachment's client is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.error("An attachment's deliveries failed", e);
        } finally {
            cut();
        }
    }

    private boolean write(Delivery delivery) throws IOException {
        switch (delivery) {
            case Delivery.Output output -> frames.write(new Frame.Output(output.offset(), output.bytes()));
            case Delivery.Screen screen ->
                frames.write(new Frame.Screen(
                        screen.offset(),
                        screen.why() != Delivery.Why.ATTACHED,
                        screen.size().columns(),
                        screen.size().rows(),
                        screen.bytes()));
            case Delivery.Painted painted -> frames.write(new Frame.Painted(painted.bytes()));
            case Delivery.Resized resized ->
                frames.write(new Frame.Resized(
                        resized.size().columns(), resized.size().rows()));
            case Delivery.Over over -> {
                frames.write(over(over.state()));
                return false;
            }
            case Delivery.Closed closed -> {
                frames.write(new Frame.Stopping());
                return false;
            }
            case Delivery.Nothing nothing -> {}
        }
        return true;
    }

    private static Frame over(SessionState state) {
        Integer code = SessionView.exitCode(state);
        String words =
                switch (state) {
                    case SessionState.Ended(Exit.Exited(int exit)) -> "ended with exit code " + exit;
                    case SessionState.Ended(Exit.Signalled(int signal)) -> "was ended by signal " + signal;
                    case SessionState.Ended(Exit.Unknown(String reason)) -> "has ended; nobody knows how: " + reason;
                    case SessionState.Lost(String reason) -> "is lost: " + reason;
                    case SessionState.Running running -> "runs";
                    case SessionState.Frozen frozen -> "is frozen";
                };
        return new Frame.Over(state.word(), code == null ? 255 : code, words);
    }

    /** Ends the attachment; the client is told that the daemon stops. */
    void dismiss() {
        Attachment joined = attachment;
        if (joined == null) {
            cut();
        } else {
            joined.close();
        }
    }

    /** Ends the connection at once. */
    void cut() {
        try {
            frames.close();
        } catch (IOException e) {
            log.debug("A connection could not be closed", e);
        }
    }
}
