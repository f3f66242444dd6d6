package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The lines that left the main screen at its top, packed, oldest first; a ring that grows up to its limit. */
final class Scrollback {

    private final int limit;
    private final PackedLine packer = new PackedLine();
    private byte[][] ring = new byte[0][];
    private int first;
    private int count;
    private long dropped;

    Scrollback(int limit) {
        this.limit = limit;
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
            return;
        }
        if (count == ring.length && count < limit) {
            grow(Math.min(limit, Math.max(32, count * 2)));
        }
        byte[] packed = packer.pack(line);
        if (count == limit) {
            ring[first] = packed;
            first = (first + 1) % ring.length;
            dropped++;
        } else {
            ring[(first + count) % ring.length] = packed;
            count++;
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
        ring = new byte[0][];
        first = 0;
        count = 0;
    }

    /** Puts others in place of all lines. */
    void replace(List<Line> lines) {
        ring = new byte[0][];
        first = 0;
        count = 0;
        for (Line line : lines) {
            push(line);
        }
    }

    void mark(BitSet styles, BitSet clusters) {
        for (int i = 0; i < count; i++) {
            PackedLine.mark(packed(i), styles, clusters);
        }
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
