package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The lines that left the main screen at its top, packed, oldest first; a ring that grows up to its limit. */
final class Scrollback {

    /** What a line takes beside its bytes. */
    private static final int OVERHEAD = 32;

    private final int limit;
    private final Budget budget;
    private final PackedLine packer = new PackedLine();
    private static final byte[] NONE = {};

    private byte[][] ring = new byte[0][];
    private int first;
    private int count;
    private long dropped;

    Scrollback(int limit, Budget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    int count() {
        return count;
    }

    /** Lines that were ever pushed and are gone, so that line numbers stay true. */
    long dropped() {
        return dropped;
    }

    void push(Line line) {
        if (limit == 0) {
            dropped++;
        } else {
            push(packer.pack(line));
        }
    }

    private void push(byte[] line) {
        if (count == ring.length && count < limit) {
            grow(Math.min(limit, Math.max(32, count * 2)));
        }
        if (count == limit) {
            budget.release(cost(ring[first]));
            ring[first] = line;
            first = (first + 1) % ring.length;
            dropped++;
        } else {
            ring[(first + count) % ring.length] = line;
            count++;
        }
        budget.charge(cost(line));
    }

    private static long cost(byte[] line) {
        return OVERHEAD + (long) line.length;
    }

    /** Lets the oldest lines go. */
    void drop(int lines) {
        for (int i = Math.min(lines, count); i > 0; i--) {
            budget.release(cost(ring[first]));
            ring[first] = NONE;
            first = (first + 1) % ring.length;
            count--;
            dropped++;
        }
    }

    private void grow(int capacity) {
        byte[][] grown = new byte[capacity][];
        for (int i = 0; i < count; i++) {
            grown[i] = packed(i);
        }
        ring = grown;
        first = 0;
    }

    private byte[] packed(int index) {
        return ring[(first + index) % ring.length];
    }

    boolean wrapped(int index) {
        return PackedLine.wrapped(packed(index));
    }

    /** A copy of a line with at least {@code columns} cells. */
    Line get(int index, int columns) {
        return PackedLine.unpack(packed(index), columns);
    }

    void clear() {
        dropped += count;
        forget();
    }

    private void forget() {
        for (int i = 0; i < count; i++) {
            budget.release(cost(packed(i)));
        }
        ring = new byte[0][];
        first = 0;
        count = 0;
    }

    /** Puts others in place of all lines, packed by {@link PackedLine}. */
    void replace(List<byte[]> lines) {
        forget();
        for (byte[] line : lines) {
            if (limit == 0) {
                dropped++;
            } else {
                push(line);
            }
        }
    }

    /** Marks what the lines use; returns how many bytes of them were read for that. */
    int mark(BitSet styles, BitSet clusters) {
        int work = 0;
        for (int i = 0; i < count; i++) {
            work += PackedLine.mark(packed(i), styles, clusters);
        }
        return work;
    }

    /** Bytes held, for reports. */
    long bytes() {
        return Arrays.stream(ring)
                        .filter(line -> line != null)
                        .mapToLong(line -> line.length + 16L)
                        .sum()
                + ring.length * 4L;
    }
}
