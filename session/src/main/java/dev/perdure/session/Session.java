package dev.perdure.session;

import dev.perdure.api.Timeline;
import dev.perdure.session.anchor.Anchor;
import dev.perdure.session.anchor.SessionFiles;
import dev.perdure.session.log.InputLog;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.operator.HelmStatus;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.process.OpenFile;
import dev.perdure.session.process.ProcessInfo;
import dev.perdure.session.process.ProcessTree;
import dev.perdure.session.process.SocketInfo;
import dev.perdure.session.process.Sockets;
import dev.perdure.session.pty.Pty;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A live execution that nobody owns: a process tree with its terminal, and those who take part in it.
 *
 * <p>Thread-safe; every method may be called on a virtual thread. Those that take an operator check its right and throw
 * {@link dev.perdure.session.operator.AccessException}; those that need living processes throw {@link SessionException}
 * when there are none.
 */
public final class Session {
    private static final long INPUT_LIMIT = 16L << 20;

    private final SessionHost host;
    private final SessionFiles files;
    private final Presence presence;
    private final Authority authority;
    private final SessionOutput output;
    private final ScreenEvents screenEvents;
    private final InputLog inputLog;
    private final @Nullable SessionInput input;
    private final @Nullable SessionLife life;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Freezing freezing;
    private final Activity activity;
    private volatile SessionRecord record;
    private volatile SessionState state;

    /** A session with its processes, or without any more. */
    Session(SessionHost host, SessionFiles files, SessionRecord record, @Nullable Anchor anchor, SessionState state) {
        this.host = host;
        this.files = files;
        this.record = record;
        this.state = state;
        freezing = new Freezing(host, () -> state() instanceof SessionState.Frozen);
        authority = new Authority(files, host.clock(), this::tell);
        screenEvents = new ScreenEvents(this::replaying, this::tell);
        output = new SessionOutput(files, record, host.clock(), host.blocking(), this::reply, screenEvents);
        activity = new Activity(host.clock(), output);
        inputLog = InputLog.open(files.log().resolve("input"), INPUT_LIMIT, host.clock());
        presence = new Presence(output, authority, record.sizePolicy(), this::setSize);
        if (anchor == null) {
            input = null;
            life = null;
            activity.ended(EndTime.found(files, host.clock()));
            over.countDown();
        } else {
            input = new SessionInput(anchor.pty(), inputLog);
            life = new SessionLife(host, anchor, record.lifeCycle(), output, input, this::become);
        }
    }

    private boolean replaying() {
        return output.replaying();
    }

    /** Begins to read; {@code size} is the size of a new session's terminal. */
    void begin(Optional<TerminalSize> size) {
        size.ifPresent(output::begin);
        SessionLife living = life;
        if (living != null) {
            if (size.isEmpty()) {
                // Only where they differ, for it makes the screen, which can wait until somebody looks.
                TerminalSize actual = living.anchor().pty().size();
                if (!actual.equals(output.size())) {
                    output.resize(actual);
                }
            }
            living.begin();
        } else {
            output.close();
            inputLog.close();
        }
        tell(new SessionEvent.Opened(size.isEmpty()));
    }

    public String id() {
        return record.id();
    }

    public String name() {
        return record.name();
    }

    public SessionState state() {
        return state;
    }

    /** The task that it belongs to. */
    public Optional<TaskBinding> task() {
        return record.task();
    }

    /** What there is to know at this moment. */
    public SessionInfo info() {
        SessionRecord now = record;
        SessionOutput.Labels labels = output.labels();
        return new SessionInfo(
                now.id(),
                now.name(),
                state,
                now.command(),
                life == null || !state.alive()
                        ? OptionalInt.empty()
                        : OptionalInt.of(life.anchor().program()),
                now.created(),
                Optional.ofNullable(now.starter()),
                output.size(),
                now.sizePolicy(),
                labels.title(),
                place(labels.directory()),
                output.log().end(),
                screenEvents.bells(),
                Optional.of(output.lastOutput()).filter(time -> output.log().end() > 0),
                activity.lastInput(),
                presence.list(),
                authority.helm());
    }

    private String place(String told) {
        if (!told.isEmpty() || life == null || !state.alive()) {
            return told.isEmpty() ? record.directory() : told;
        }
        return ProcessTree.ofAll(List.of(life.anchor().program())).stream()
                .flatMap(process -> process.directory().stream())
                .findFirst()
                .map(Path::toString)
                .orElse(record.directory());
    }

    /** Begins to take part, with at most the right that an operator who governs has left to this one. */
    public Attachment attach(AttachRequest request) {
        authority.admit(request.operator(), request.right());
        authority.require(request.operator(), Right.OBSERVE);
        Attachment attachment = new Attachment(this, output, request);
        presence.add(attachment);
        tell(new SessionEvent.Attached(request.operator(), presence.right(attachment)));
        return attachment;
    }

    /** Says what a door allows an operator here, for input and control without an attachment. */
    public Right allow(Operator operator, Right right) {
        return authority.allow(operator, right);
    }

    /** Types {@code bytes}, attributed to the operator; bounded by what the program doesn't read. Doesn't wait. */
    public void send(Operator operator, byte[] bytes) {
        authority.requireInput(operator);
        living();
        activity.typed();
        SessionInput target = input;
        if (target != null) {
            target.send(operator.id(), bytes);
        }
    }

    /** How many bytes of input wait for the program to read. */
    public int waitingInput() {
        return input == null ? 0 : input.waiting();
    }

    /**
     * Waits until at most so many bytes of input wait for the program, at most so long.
     *
     * @return false when the time passed first
     */
    public boolean awaitInputRoom(int atMost, Duration patience) throws InterruptedException {
        return input == null || input.awaitRoom(atMost, patience);
    }

    /** Whether these bytes hold a key that sends a signal now, such as C-c; such a key doesn't wait behind other input. */
    public boolean interrupts(byte[] bytes) {
        return input != null && input.interrupts(bytes);
    }

    /** Begins the holder's time with the helm anew, as input does, while its client is there. */
    public void keepHelm(Operator operator) {
        authority.keep(operator);
    }

    public HelmStatus helm() {
        return authority.helm();
    }

    /** Asks for the helm: true when the operator has it now, false when it stands in line for the holder to see. */
    public boolean requestHelm(Operator operator, Duration time) {
        return helmMoved(authority.request(operator, time));
    }

    /** Gives the helm to another operator who may steer. The holder may, and who governs. */
    public void grantHelm(Operator by, Operator to, Duration time) {
        authority.grant(by, to, time);
        helmMoved(true);
    }

    /** Takes the helm from whoever has it. For who governs. */
    public void takeHelm(Operator by, Duration time) {
        authority.take(by, time);
        helmMoved(true);
    }

    /** Gives the helm up; false when the operator hadn't it. */
    public boolean releaseHelm(Operator operator) {
        return helmMoved(authority.release(operator));
    }

    /**
     * Takes the session from an operator that doesn't yield: revokes its right to steer, freezes all processes, and gives
     * the helm to {@code by}, who looks, and thaws. Returns how many bytes of input that the program hadn't got yet were
     * dropped.
     */
    public int takeFrom(Operator by, Operator from) {
        int dropped = revoke(by, from, Right.OBSERVE);
        freeze(by);
        takeHelm(by, Duration.ZERO);
        return dropped;
    }

    /** Lowers an operator's right, here and until {@link #restore}, and drops its input that the program hasn't got. */
    public int revoke(Operator by, Operator operator, Right left) {
        authority.cap(by, operator, left);
        int dropped = input == null || left.includes(Right.STEER) ? 0 : input.drop(operator.id());
        tell(new SessionEvent.Revoked(operator, by, left, dropped));
        return dropped;
    }

    /** Takes a revocation back. */
    public void restore(Operator by, Operator operator) {
        authority.restore(by, operator);
        tell(new SessionEvent.Restored(operator, by));
    }

    /** Halts every process, verified before it returns. Input is kept back meanwhile. */
    public void freeze(Operator by) {
        authority.require(by, Right.GOVERN);
        freezing.freeze(living(), by);
    }

    /** Lets every process go on, and then input that was kept back. What a person has frozen only a person thaws. */
    public void thaw(Operator by) {
        authority.require(by, Right.GOVERN);
        freezing.thaw(living(), by);
    }

    /**
     * Ends every process: SIGHUP, after the grace SIGKILL. Returns when the end was collected. What a person has frozen only
     * a person ends.
     */
    public void end(Operator by) {
        authority.require(by, Right.GOVERN);
        freezing.requireMayUndo(by);
        end();
    }

    /** Who started it, where that is known. */
    public Optional<Operator> starter() {
        return Optional.ofNullable(record.starter());
    }

    /** As {@link #end(Operator)}, for the host itself. */
    void end() {
        SessionLife living = life;
        if (living == null || !state.alive()) {
            return;
        }
        host.run(living::end);
        host.call(() -> over.await(30, TimeUnit.SECONDS));
    }

    /** Waits for the end; false when {@code limit} passed first. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return over.await(Timeline.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /** Sets the terminal's size; with another policy than {@code FIXED} until a client's window changes it again. */
    public void resize(Operator by, TerminalSize size) {
        authority.require(by, Right.STEER);
        SessionSpec.checkSize(size);
        setSize(size);
    }

    /** The size of the terminal. */
    public TerminalSize size() {
        return output.size();
    }

    /** When the terminal got which size, the earliest that is kept first. */
    public List<SizeChange> sizes() {
        return output.sizes().stream()
                .map(change -> new SizeChange(change.offset(), change.time(), change.size()))
                .toList();
    }

    /** From an offset of the output on, the terminal has this size. */
    public record SizeChange(long offset, Instant time, TerminalSize size) {}

    /** Looks at the screen while it stands still: {@code look} must be short, and keep nothing of it. */
    public <T> T look(Function<Screen, T> look) {
        return output.look(look);
    }

    /** The recorded output, to read. */
    public SessionLog output() {
        return output.log();
    }

    /** The recorded input, to read. */
    public InputLog input() {
        return inputLog;
    }

    /** The session's terminal, to ask what its program expects; empty when it has ended. */
    public Optional<Pty> terminal() {
        return Optional.ofNullable(life)
                .filter(living -> state.alive())
                .map(living -> living.anchor().pty())
                .filter(Pty::isOpen);
    }

    /** The process number of the program; empty when it has ended. */
    public OptionalInt program() {
        return life == null || !state.alive()
                ? OptionalInt.empty()
                : OptionalInt.of(life.anchor().program());
    }

    /** All processes now, parents before children. */
    public List<ProcessInfo> processes() {
        return ProcessTree.ofAll(numbers());
    }

    /** The sockets that they have open now. */
    public List<SocketInfo> sockets() {
        return Sockets.of(numbers());
    }

    /** What they have open now. */
    public List<OpenFile> openFiles() {
        return numbers().stream().flatMap(pid -> OpenFile.of(pid).stream()).toList();
    }

    /** Who of this session serves a TCP port; nothing when it is somebody else or nobody. */
    public List<SocketInfo> whoServes(int port) {
        List<Integer> own = numbers();
        return Sockets.whoServes(port).stream()
                .filter(socket -> socket.owner().isPresent()
                        && own.contains(socket.owner().getAsInt()))
                .toList();
    }

    /** A file of the session, in its directory. */
    public Path directory(String name) {
        return files.directory().resolve(name);
    }

    boolean has(int process) {
        return numbers().contains(process);
    }

    private List<Integer> numbers() {
        return life == null || !state.alive() ? List.of() : life.processes();
    }

    private SessionLife living() {
        SessionLife living = life;
        if (living == null || !state.alive()) {
            throw new SessionException(
                    SessionException.Reason.NOT_ALIVE, "the session " + name() + " is " + state.word());
        }
        return living;
    }

    void rename(String name) {
        SessionRecord renamed = record.withName(name);
        StateFile.in(files.directory(), SessionRecord.FILE).write(renamed.json());
        record = renamed;
        tell(new SessionEvent.Renamed(name));
    }

    /** Throws {@link dev.perdure.session.operator.AccessException} when the operator hasn't the right now. */
    public void require(Operator operator, Right right) {
        authority.require(operator, right);
    }

    boolean mayInput(Attachment attachment) {
        Operator operator = attachment.operator();
        return presence.may(attachment, Right.STEER)
                && authority
                        .helm()
                        .holder()
                        .filter(holder -> !holder.id().equals(operator.id()))
                        .isEmpty();
    }

    /** Input through an attachment. */
    void sendFrom(Attachment attachment, byte[] bytes) {
        byte[] typed = presence.answers(attachment) ? bytes : TerminalAnswers.strip(bytes);
        if (typed.length > 0) {
            if (!attachment.right().includes(Right.STEER)) {
                throw new AccessException(
                        attachment.operator(),
                        AccessException.Reason.RIGHT_MISSING,
                        attachment.operator() + " only observes in this window");
            }
            send(attachment.operator(), typed);
            presence.active(attachment);
        }
    }

    void windowChanged(Attachment attachment) {
        presence.active(attachment);
    }

    void detached(Attachment attachment) {
        activity.left();
        presence.remove(attachment);
        tell(new SessionEvent.Detached(attachment.operator()));
    }

    boolean outputOver() {
        return over.getCount() == 0;
    }

    /** When it was started. */
    public Instant started() {
        return record.created();
    }

    /** When something was printed or typed last, or when it was started. */
    public Instant lastActivity() {
        return activity.last();
    }

    /** Whether its files needn't be kept any longer. */
    boolean isPast(Instant now) {
        return activity.isPast(now, record.lifeCycle().retention());
    }

    /** What is due from time to time: a helm that falls free, a screen to keep, an idle end. */
    void tick(Instant now) {
        authority.helm();
        if (!state.alive()) {
            output.rest();
        }
        boolean idle = record.lifeCycle()
                .endAfterIdle()
                .filter(limit -> activity.isIdle(now, limit))
                .isPresent();
        // What is frozen isn't idle: somebody wants to look at it.
        if (idle && state instanceof SessionState.Running) {
            end();
        }
    }

    /** First half of letting go: reads no more. */
    void stop() {
        if (life != null) {
            life.stop();
        }
    }

    /** Second half: keeps the screen and closes what is open. The session goes on. */
    void leave() {
        output.attachments().forEach(Attachment::close);
        output.takeAllIn();
        output.save(true);
        if (input != null) {
            input.close();
        } else {
            inputLog.close();
        }
        if (life != null) {
            life.leave();
        }
        output.close();
    }

    SessionFiles files() {
        return files;
    }

    private void become(SessionState now) {
        if (state.equals(now)) {
            return;
        }
        state = now;
        if (!now.alive()) {
            activity.ended(host.clock().instant());
            over.countDown();
            output.attachments().forEach(Attachment::wake);
        }
        tell(new SessionEvent.StateChanged(now));
    }

    private boolean helmMoved(boolean moved) {
        presence.settle();
        return moved;
    }

    private void setSize(TerminalSize size) {
        Optional<Pty> terminal = terminal();
        if (terminal.isEmpty()) {
            return;
        }
        try {
            terminal.get().resize(size);
        } catch (IllegalStateException e) {
            // Closed meanwhile: the session has just ended.
            return;
        }
        if (output.resize(size)) {
            tell(new SessionEvent.Resized(size));
        }
    }

    /** The terminal's answer to the program, unless a client's terminal gives it. Under the output's lock. */
    private void reply(byte[] bytes) {
        SessionInput target = input;
        if (target == null || output.replaying() || presence.answerer().isPresent()) {
            return;
        }
        // A program that asks without end and doesn't read the answers gets no more of them.
        if (target.waiting() + bytes.length < SessionInput.LIMIT / 2) {
            target.send(SessionInput.TERMINAL, bytes);
        }
    }

    private void tell(SessionEvent event) {
        host.events().tell(this, event);
    }

    @Override
    public String toString() {
        return "session " + name();
    }
}
