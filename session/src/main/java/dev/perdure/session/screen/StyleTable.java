package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives each style in use a small number, so that a cell is one long and a run in the scrollback a few bytes.
 *
 * <p>Number 0 is {@link Style#PLAIN}. Numbers that no cell uses any more come back by mark and sweep: when the table is
 * {@linkplain #crowded crowded} its owner marks what is in use and calls {@link #sweep}. Numbers in use never change, so
 * nothing that holds one needs rewriting. Found by open addressing over parallel arrays: a look-up allocates nothing.
 */
final class StyleTable {

    private static final int FIRST_LIMIT = 1024;

    private int[] foreground = new int[16];
    private int[] background = new int[16];
    private int[] underlineColor = new int[16];
    private int[] flags = new int[16];
    private @Nullable Link[] link = new @Nullable Link[16];
    /** Slots of the hash: number + 1, or 0 for a free one. */
    private int[] slots = new int[64];

    private final BitSet used = new BitSet();
    private int size = 1;
    private int live = 1;
    private int limit = FIRST_LIMIT;

    StyleTable() {
        used.set(0);
        insert(0);
    }

    int idOf(int fg, int bg, int underline, int bits, @Nullable Link to) {
        int mask = slots.length - 1;
        int slot = hash(fg, bg, underline, bits, to) & mask;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (foreground[id] == fg
                    && background[id] == bg
                    && underlineColor[id] == underline
                    && flags[id] == bits
                    && Objects.equals(link[id], to)) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        return add(fg, bg, underline, bits, to);
    }

    int idOf(Style style) {
        return idOf(style.foreground(), style.background(), style.underlineColor(), style.flags(), style.link());
    }

    Style get(int id) {
        return id == 0
                ? Style.PLAIN
                : new Style(foreground[id], background[id], underlineColor[id], flags[id], link[id]);
    }

    boolean isProtected(int id) {
        return (flags[id] & Style.PROTECTED) != 0;
    }

    @Nullable
    Link link(int id) {
        return link[id];
    }

    /** Nothing but a background: what erasing leaves. */
    boolean isBackgroundOnly(int id) {
        return foreground[id] == 0 && underlineColor[id] == 0 && flags[id] == 0 && link[id] == null;
    }

    /** One more than the highest number in use. */
    int size() {
        return size;
    }

    boolean crowded() {
        return live > limit;
    }

    /** Frees every number that is not marked. */
    void sweep(BitSet marked) {
        marked.set(0);
        used.and(marked);
        for (int id = 0; id < size; id++) {
            if (!used.get(id)) {
                link[id] = null;
            }
        }
        size = used.length();
        live = used.cardinality();
        limit = Math.max(FIRST_LIMIT, live * 2);
        if (foreground.length > size * 4 && foreground.length > FIRST_LIMIT) {
            grow(Math.max(size, 16));
        }
        rehash(Math.max(64, Integer.highestOneBit(live * 4)));
    }

    private int add(int fg, int bg, int underline, int bits, @Nullable Link to) {
        int id = used.nextClearBit(0);
        if (id == foreground.length) {
            grow(id * 2);
        }
        foreground[id] = fg;
        background[id] = bg;
        underlineColor[id] = underline;
        flags[id] = bits;
        link[id] = to;
        used.set(id);
        size = Math.max(size, id + 1);
        live++;
        if (live * 2 > slots.length) {
            rehash(slots.length * 2);
        } else {
            insert(id);
        }
        return id;
    }

    private void grow(int capacity) {
        foreground = Arrays.copyOf(foreground, capacity);
        background = Arrays.copyOf(background, capacity);
        underlineColor = Arrays.copyOf(underlineColor, capacity);
        flags = Arrays.copyOf(flags, capacity);
        link = Arrays.copyOf(link, capacity);
    }

    private void rehash(int capacity) {
        slots = new int[capacity];
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            insert(id);
        }
    }

    private void insert(int id) {
        int mask = slots.length - 1;
        int slot = hash(foreground[id], background[id], underlineColor[id], flags[id], link[id]) & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = id + 1;
    }

    private static int hash(int fg, int bg, int underline, int bits, @Nullable Link to) {
        int h = fg * 0x9E3779B1 + bg;
        h = h * 0x85EBCA6B + underline;
        h = h * 0xC2B2AE35 + bits;
        h = h * 0x27D4EB2F + (to == null ? 0 : to.hashCode());
        return h ^ (h >>> 15);
    }
}
