package dev.perdure.session;

import dev.perdure.session.pty.TerminalSize;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What a client has still to get, bounded. When it is full everything in it is thrown away, as the client will get the
 * screen anew; so a client that has stopped reading costs nothing.
 *
 * <p>Not thread-safe: its attachment guards it.
 */
final class ClientBuffer {
    /** The most bytes that wait, with what the objects themselves take. */
    static final int LIMIT = 1 << 20;

    private static final int OBJECT = 96;
    private static final int LARGEST_DELIVERY = 64 * 1024;

    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private int size;

    /** Takes output in; false when there is no room, and then nothing is left in it. */
    boolean add(long offset, byte[] bytes) {
        return add(new Delivery.Output(offset, bytes), bytes.length);
    }

    boolean add(TerminalSize terminal) {
        return add(new Delivery.Resized(terminal), 0);
    }

    private boolean add(Delivery delivery, int length) {
        if (size + length + OBJECT > LIMIT) {
            clear();
            return false;
        }
        waiting.add(delivery);
        size += length + OBJECT;
        return true;
    }

    void clear() {
        waiting.clear();
        size = 0;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The next delivery; output that follows on itself is put together, up to 64 KiB. */
    Optional<Delivery> poll() {
        Delivery first = waiting.poll();
        if (first == null) {
            return Optional.empty();
        }
        size -= OBJECT;
        if (!(first instanceof Delivery.Output output)) {
            return Optional.of(first);
        }
        size -= output.bytes().length;
        return Optional.of(waiting.peek() instanceof Delivery.Output ? join(output) : output);
    }

    private Delivery join(Delivery.Output first) {
        Deque<byte[]> parts = new ArrayDeque<>();
        parts.add(first.bytes());
        int length = first.bytes().length;
        while (waiting.peek() instanceof Delivery.Output next && length + next.bytes().length <= LARGEST_DELIVERY) {
            waiting.remove();
            parts.add(next.bytes());
            length += next.bytes().length;
            size -= next.bytes().length + OBJECT;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return new Delivery.Output(first.offset(), whole);
    }
}
