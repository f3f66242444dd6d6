package dev.perdure.session;

import dev.perdure.api.Timeline;
import dev.perdure.session.log.Slice;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.ClippedView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One client's part in a session. {@link #next} gives what its terminal is to get: first a screen (or, when it resumes,
 * the output from its offset on), then output as it comes, every byte once and in order. A client that doesn't take it
 * holds up nobody: when {@value ClientBuffer#LIMIT} bytes wait, they are thrown away, and the next thing that it gets is
 * the screen anew. One whose window has another size than the session gets {@linkplain Delivery.Painted paintings}, if it
 * asked for that: nothing waits for it then, and it is painted at most fifty times a second.
 *
 * <p>Thread-safe; one thread at a time calls {@code next}, on a virtual thread if it likes.
 */
public final class Attachment implements AutoCloseable {
    private static final int PART = 64 * 1024;

    /** The least time between two paintings. */
    private static final long PAUSE_NANOS = 20_000_000;

    private enum Course {
        /** The next delivery is a screen. */
        SCREEN,
        /** Deliveries are read from the log. */
        LOG,
        /** Deliveries come from the buffer, which gets output as it is read. */
        LIVE,
        /** Deliveries are paintings, of what the screen is when the client takes one. */
        PAINTED
    }

    private final Session session;
    private final SessionOutput output;
    private final AttachRequest request;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ClientBuffer buffer = new ClientBuffer();
    private Course course;
    private Delivery.Why why = Delivery.Why.ATTACHED;
    private long position;
    private @Nullable TerminalSize told;
    private boolean closed;
    private ClippedView view = new ClippedView();
    private boolean stale;
    private long paintedAt = System.nanoTime() - PAUSE_NANOS;
    private volatile Optional<TerminalSize> window;

    Attachment(Session session, SessionOutput output, AttachRequest request) {
        this.session = session;
        this.output = output;
        this.request = request;
        window = request.window();
        position = request.resumeFrom().orElse(0);
        course = request.resumeFrom().isPresent() ? Course.LOG : Course.SCREEN;
    }

    public Session session() {
        return session;
    }

    public Operator operator() {
        return request.operator();
    }

    /** What it was attached with; its operator may have less by now. */
    public Right right() {
        return request.right();
    }

    /** The size of the client's terminal, where it has one. */
    public Optional<TerminalSize> window() {
        return window;
    }

    /**
     * Says that the client's terminal has another size; the session follows as its size policy says, never for a client
     * that only observes.
     */
    public void resize(TerminalSize size) {
        SessionSpec.checkSize(size);
        window = Optional.of(size);
        session.windowChanged(this);
        wake();
    }

    /**
     * Input of this client: as {@link Session#send} of its operator, without what its terminal answered needlessly.
     *
     * @throws dev.perdure.session.operator.AccessException also when it was attached to observe, whatever its operator
     *     may do elsewhere
     */
    public void send(byte[] bytes) {
        session.sendFrom(this, bytes);
    }

    /** Waits for what the client is to get next, at most {@code limit}. */
    public Delivery next(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + Timeline.nanos(limit);
        while (true) {
            Course now;
            // Asked before, for the output's lock is never taken after this one.
            Optional<TerminalSize> part = window.filter(own -> request.fitted() && !own.equals(output.size()));
            lock.lockInterruptibly();
            try {
                if (closed) {
                    return new Delivery.Closed();
                }
                now = steer(part.isPresent());
                if (now == Course.PAINTED) {
                    long pause = untilPainting();
                    if (pause > 0) {
                        if (!stale && session.outputOver()) {
                            return new Delivery.Over(session.state());
                        }
                        long left = deadline - System.nanoTime();
                        if (left <= 0) {
                            return new Delivery.Nothing();
                        }
                        changed.awaitNanos(Math.min(pause, left));
                        continue;
                    }
                }
                if (now == Course.LIVE) {
                    Optional<Delivery> delivery = buffer.poll();
                    if (delivery.isPresent()) {
                        return delivery.get();
                    }
                    if (session.outputOver()) {
                        return new Delivery.Over(session.state());
                    }
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return new Delivery.Nothing();
                    }
                    changed.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
            Optional<Delivery> delivery =
                    switch (now) {
                        case LIVE -> Optional.empty();
                        case SCREEN -> Optional.of(output.refresh(this, request.scrollbackLines(), why));
                        case LOG -> fromLog();
                        case PAINTED -> part.flatMap(this::paint);
                    };
            if (delivery.isPresent()) {
                return delivery.get();
            }
        }
    }

    /** Goes over to paintings, or back from them to a screen and output. Under the lock. */
    private Course steer(boolean clipped) {
        if (clipped && course != Course.PAINTED) {
            course = Course.PAINTED;
            buffer.clear();
            view = new ClippedView();
            stale = true;
        } else if (!clipped && course == Course.PAINTED) {
            course = Course.SCREEN;
            why = Delivery.Why.FITS_AGAIN;
        }
        return course;
    }

    /** For how many nanoseconds there is nothing to paint yet; at 0 it is taken as painted. Under the lock. */
    private long untilPainting() {
        if (!stale) {
            return Long.MAX_VALUE;
        }
        long now = System.nanoTime();
        long left = paintedAt + PAUSE_NANOS - now;
        if (left > 0) {
            return left;
        }
        stale = false;
        paintedAt = now;
        return 0;
    }

    private Optional<Delivery> paint(TerminalSize size) {
        byte[] bytes = output.paint(view, size);
        return bytes.length == 0 ? Optional.empty() : Optional.of(new Delivery.Painted(bytes));
    }

    /** The next piece of what was recorded, or nothing when the course has changed. */
    private Optional<Delivery> fromLog() {
        if (position > output.log().end()) {
            return leave(Delivery.Why.NOT_KEPT);
        }
        List<SizeHistory.Change> sizes = output.sizes();
        TerminalSize here = sizeAt(sizes, position);
        if (!here.equals(told)) {
            told = here;
            return Optional.of(new Delivery.Resized(here));
        }
        if (output.join(this, position)) {
            return Optional.empty();
        }
        long change = sizes.stream()
                .mapToLong(SizeHistory.Change::offset)
                .filter(offset -> offset > position)
                .min()
                .orElse(Long.MAX_VALUE);
        return switch (output.log().read(position, (int) Math.min(PART, change - position))) {
            case Slice.Dropped gap -> leave(Delivery.Why.NOT_KEPT);
            case Slice.Bytes slice when slice.bytes().length == 0 -> Optional.empty();
            case Slice.Bytes slice -> {
                position = slice.next();
                yield Optional.of(new Delivery.Output(slice.offset(), slice.bytes()));
            }
        };
    }

    private static TerminalSize sizeAt(List<SizeHistory.Change> sizes, long offset) {
        TerminalSize size =
                sizes.isEmpty() ? TerminalSize.DEFAULT : sizes.getFirst().size();
        for (SizeHistory.Change change : sizes) {
            if (change.offset() <= offset) {
                size = change.size();
            }
        }
        return size;
    }

    private Optional<Delivery> leave(Delivery.Why reason) {
        lock.lock();
        try {
            course = Course.SCREEN;
            why = reason;
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** From now on what is offered is buffered. Under the output's lock. */
    void live() {
        lock.lock();
        try {
            buffer.clear();
            course = Course.LIVE;
        } finally {
            lock.unlock();
        }
    }

    /** Output, under the output's lock. */
    void offer(long offset, byte[] bytes) {
        lock.lock();
        try {
            if (course == Course.LIVE && !closed) {
                taken(buffer.add(offset, bytes));
            } else if (course == Course.PAINTED) {
                repaint();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Another size, under the output's lock. */
    void offer(TerminalSize size) {
        lock.lock();
        try {
            if (course == Course.LIVE && !closed) {
                taken(buffer.add(size));
            } else if (course == Course.PAINTED) {
                repaint();
            }
        } finally {
            lock.unlock();
        }
    }

    private void repaint() {
        stale = true;
        changed.signalAll();
    }

    private void taken(boolean fitted) {
        if (!fitted) {
            course = Course.SCREEN;
            why = Delivery.Why.FELL_BEHIND;
        }
        changed.signalAll();
    }

    /** Has the client look again whether the session is over. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** True when this client's terminal answers the program's queries, and is there to do it. */
    boolean answersNow() {
        if (!request.answers() || !session.mayInput(this)) {
            return false;
        }
        lock.lock();
        try {
            return course == Course.LIVE && !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends this client's part; the session goes on. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            buffer.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        session.detached(this);
    }
}
