package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A line of the scrollback as a few bytes: a header, the number of cells, their glyphs, and the runs of their styles.
 *
 * <p>A line of Latin-1 takes a byte for each cell, others a variable-length number. A line in the plain style throughout
 * has no runs. Empty cells at the end are left out.
 */
final class PackedLine {

    private static final int WRAPPED = 1;
    private static final int LATIN = 2;
    private static final int STYLED = 4;

    private byte[] buffer = new byte[512];
    private int length;

    /** Packs a line; this object is only the working space. */
    byte[] pack(Line line) {
        long[] cells = line.cells;
        int count = line.contentLength();
        int need = 16 + count * 12;
        if (buffer.length < need) {
            buffer = new byte[need];
        }
        length = 1;
        number(count);
        int start = length;
        boolean latin = true;
        boolean styled = false;
        for (int i = 0; i < count; i++) {
            int glyph = (int) (cells[i] >>> 32);
            styled |= (int) cells[i] != 0;
            if (glyph > 0xFF) {
                latin = false;
                break;
            }
            buffer[length++] = (byte) glyph;
        }
        if (!latin) {
            length = start;
            styled = true;
            for (int i = 0; i < count; i++) {
                number(Cells.compact(cells[i]));
            }
        }
        if (styled) {
            runs(cells, count);
        }
        buffer[0] = (byte) ((line.wrapped ? WRAPPED : 0) | (latin ? LATIN : 0) | (styled ? STYLED : 0));
        return Arrays.copyOf(buffer, length);
    }

    private void runs(long[] cells, int count) {
        int i = 0;
        while (i < count) {
            int style = Cells.style(cells[i]);
            int from = i;
            do {
                i++;
            } while (i < count && Cells.style(cells[i]) == style);
            number(i - from);
            number(style);
        }
    }

    private void number(int value) {
        int rest = value;
        while (rest > 0x7F) {
            buffer[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[length++] = (byte) rest;
    }

    static boolean wrapped(byte[] packed) {
        return (packed[0] & WRAPPED) != 0;
    }

    /** The line again, with at least {@code columns} cells. */
    static Line unpack(byte[] packed, int columns) {
        Reader in = new Reader(packed);
        int count = in.number();
        long[] cells = new long[Math.max(columns, count)];
        if ((packed[0] & LATIN) != 0) {
            int first = in.at;
            for (int i = 0; i < count; i++) {
                cells[i] = Cells.of(packed[first + i] & 0xFF, 0);
            }
            in.at += count;
        } else {
            for (int i = 0; i < count; i++) {
                cells[i] = Cells.expand(in.number(), 0);
            }
        }
        if ((packed[0] & STYLED) != 0) {
            int from = 0;
            while (from < count) {
                int end = from + in.number();
                int style = in.number();
                for (int i = from; style != 0 && i < end; i++) {
                    cells[i] = Cells.withStyle(cells[i], style);
                }
                from = end;
            }
        }
        return new Line(cells, wrapped(packed));
    }

    /** Marks the styles and clusters that the line uses; returns how many of its bytes it read. */
    static int mark(byte[] packed, BitSet styles, BitSet clusters) {
        if ((packed[0] & (LATIN | STYLED)) == LATIN) {
            return 1;
        }
        Reader in = new Reader(packed);
        int count = in.number();
        int skipped = 0;
        if ((packed[0] & LATIN) != 0) {
            in.at += count;
            skipped = count;
        } else {
            for (int i = 0; i < count; i++) {
                long cell = Cells.expand(in.number(), 0);
                if (Cells.isCluster(cell)) {
                    clusters.set(Cells.value(cell));
                }
            }
        }
        while (in.at < packed.length) {
            in.number();
            styles.set(in.number());
        }
        return packed.length - skipped;
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at = 1;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int number() {
            int value = 0;
            int shift = 0;
            int b;
            do {
                b = bytes[at++];
                value |= (b & 0x7F) << shift;
                shift += 7;
            } while (b < 0);
            return value;
        }
    }
}
