package dev.perdure.server;

import dev.perdure.session.Attachment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What one client has typed and its session has no room for yet. Whoever reads the client's frames never waits for the program, so a
 * key that sends a signal and the wish to leave come through at once, whatever was pasted before them. Thread-safe.
 */
final class Typing implements AutoCloseable {
    /** The most bytes that wait here for a program that doesn't read. */
    static final int LIMIT = 4 << 20;

    /** So much may wait in the session itself. */
    private static final int ROOMY = 64 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final int PIECE = 16 << 10;

    private final Attachment joined;
    private final Consumer<RuntimeException> refused;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean sending;
    private boolean closed;

    /** {@code refused} hears of input that was not taken, from whatever thread sends it. */
    Typing(Attachment joined, Consumer<RuntimeException> refused) {
        this.joined = joined;
        this.refused = refused;
    }

    /** Takes input; false when too much waits already. Doesn't wait for the program. */
    boolean type(byte[] input) {
        lock.lock();
        try {
            if (!waiting.isEmpty() && joined.session().interrupts(input)) {
                // As a terminal does: what came before the key is thrown away.
                waiting.clear();
                bytes = 0;
            }
            if (bytes + input.length > LIMIT) {
                return false;
            }
            for (int from = 0; from < input.length; from += PIECE) {
                waiting.add(Arrays.copyOfRange(input, from, Math.min(input.length, from + PIECE)));
            }
            bytes += input.length;
            sendWhatFits();
            if (!waiting.isEmpty() && !sending) {
                sending = true;
                Thread.ofVirtual().name("typing").start(this::sendTheRest);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void sendWhatFits() {
        while (!waiting.isEmpty() && !closed && mayGo(waiting.element())) {
            byte[] next = waiting.remove();
            bytes -= next.length;
            try {
                joined.send(next);
            } catch (RuntimeException e) {
                refused.accept(e);
            }
        }
    }

    private boolean mayGo(byte[] next) {
        return joined.session().waitingInput() <= ROOMY || joined.session().interrupts(next);
    }

    private void sendTheRest() {
        try {
            while (true) {
                boolean _ = joined.session().awaitInputRoom(ROOMY, PATIENCE);
                lock.lock();
                try {
                    sendWhatFits();
                    if (waiting.isEmpty() || closed) {
                        sending = false;
                        return;
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws away what still waits: its client has gone. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }
}
