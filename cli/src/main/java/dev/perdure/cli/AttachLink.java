package dev.perdure.cli;

import dev.perdure.server.attach.Frame;
import dev.perdure.server.attach.FrameChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal sends to its session, over the connection of the moment: kept while there is none, and sent in order by a thread of
 * its own, so that nobody who sends waits for the other side. What was under way when a connection broke is not sent again, for it
 * might be typed twice. Thread-safe.
 */
final class AttachLink {
    /** The most bytes of input that wait. */
    private static final int LIMIT = 4 << 20;

    /** The most frames that wait. */
    private static final int MOST_FRAMES = 4_096;

    /** How long leaving waits for what was typed before. */
    private static final long FAREWELL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Frame> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean sending;
    private @Nullable FrameChannel channel;

    /** Sends over that connection from now on. */
    void open(FrameChannel opened) {
        lock.lock();
        try {
            channel = opened;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what is sent until there is another connection. */
    void close() {
        lock.lock();
        try {
            channel = null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a frame; false when too much waits already. Doesn't wait. */
    boolean send(Frame frame) {
        lock.lock();
        try {
            if (waiting.size() >= MOST_FRAMES || bytes + size(frame) > LIMIT) {
                return false;
            }
            waiting.add(frame);
            bytes += size(frame);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private static int size(Frame frame) {
        return frame instanceof Frame.Input input ? input.bytes().length : 0;
    }

    /** Sends what comes, until the thread is interrupted. */
    void sendAll() {
        try {
            while (true) {
                send();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() throws InterruptedException {
        FrameChannel now;
        Frame next;
        lock.lock();
        try {
            while (channel == null || waiting.isEmpty()) {
                changed.await();
            }
            now = channel;
            next = waiting.remove();
            bytes -= size(next);
            sending = true;
        } finally {
            lock.unlock();
        }
        boolean sent = false;
        try {
            now.write(next);
            sent = true;
        } catch (IOException e) {
            // The thread that reads from this connection finds out as well, and joins again.
        }
        lock.lock();
        try {
            sending = false;
            if (!sent && channel == now) {
                channel = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Says farewell after what was typed before, and closes the connection; doesn't wait long for either. */
    void leave() {
        FrameChannel now = drain();
        if (now == null) {
            return;
        }
        try (now) {
            boolean _ = now.tryWrite(new Frame.Detach());
        } catch (IOException e) {
            // Closed by the other side: what was wanted.
            return;
        }
    }

    private @Nullable FrameChannel drain() {
        long left = FAREWELL_NANOS;
        lock.lock();
        try {
            while (channel != null && left > 0 && (sending || !waiting.isEmpty())) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return channel;
    }
}
