package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Gives each style in use a small number, so that a cell is one long and a run in the scrollback a few bytes.
 *
 * <p>Number 0 is {@link Style#PLAIN}. Numbers that no cell uses any more come back by mark and sweep: when there are
 * many, or the {@link Budget} is spent, the owner marks what is in use and calls {@link #sweep}. Numbers in use never change, so
 * nothing that holds one needs rewriting. Found by open addressing over parallel arrays: a look-up allocates nothing.
 */
final class StyleTable {

    /** What one style takes here: five numbers, and its share of the hash. */
    private static final int COST = 40;

    private static final int FIRST_LIMIT = 8 * 1024;

    private final Budget budget;
    private final LinkTable links;
    private int[] foreground = new int[16];
    private int[] background = new int[16];
    private int[] underlineColor = new int[16];
    private int[] flags = new int[16];
    private int[] link = new int[16];
    /** Slots of the hash: number + 1, or 0 for a free one. */
    private int[] slots = new int[64];

    private final BitSet used = new BitSet();
    /** Every number below is in use. */
    private int free = 1;

    private int size = 1;
    private int live = 1;
    private int limit = FIRST_LIMIT;

    StyleTable(Budget budget) {
        this.budget = budget;
        links = new LinkTable(budget);
        used.set(0);
        insert(0);
    }

    int idOf(int fg, int bg, int underline, int bits, @Nullable Link to) {
        int id = find(fg, bg, underline, bits, links.find(to));
        if (id >= 0) {
            return id;
        }
        boolean swept = budget.charge(COST + links.cost(to));
        if (live > limit) {
            swept |= budget.collect();
        }
        int linkId = links.idOf(to);
        // Making room may have made this very style.
        id = swept ? find(fg, bg, underline, bits, linkId) : -1;
        if (id >= 0) {
            budget.release(COST);
            return id;
        }
        return add(fg, bg, underline, bits, linkId);
    }

    private int find(int fg, int bg, int underline, int bits, int linkId) {
        if (linkId < 0) {
            return -1;
        }
        int mask = slots.length - 1;
        int slot = hash(fg, bg, underline, bits, linkId) & mask;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (foreground[id] == fg
                    && background[id] == bg
                    && underlineColor[id] == underline
                    && flags[id] == bits
                    && link[id] == linkId) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    int idOf(Style style) {
        return idOf(style.foreground(), style.background(), style.underlineColor(), style.flags(), style.link());
    }

    Style get(int id) {
        return id == 0
                ? Style.PLAIN
                : new Style(foreground[id], background[id], underlineColor[id], flags[id], links.get(link[id]));
    }

    boolean isProtected(int id) {
        return (flags[id] & Style.PROTECTED) != 0;
    }

    /** The attribute flags of a style. */
    int flags(int id) {
        return flags[id];
    }

    boolean hasLink(int id) {
        return link[id] != 0;
    }

    /** Nothing but a background: what erasing leaves. */
    boolean isBackgroundOnly(int id) {
        return foreground[id] == 0 && underlineColor[id] == 0 && flags[id] == 0 && link[id] == 0;
    }

    /** The number of the style without its link. */
    int withoutLink(int id) {
        return link[id] == 0 ? id : idOf(foreground[id], background[id], underlineColor[id], flags[id], null);
    }

    /** One more than the highest number in use. */
    int size() {
        return size;
    }

    /**
     * Frees every number that is not marked.
     *
     * @param work what the marking took; the next one is only due when it has paid
     */
    void sweep(BitSet marked, int work) {
        marked.set(0);
        used.and(marked);
        BitSet usedLinks = new BitSet();
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            usedLinks.set(link[id]);
        }
        links.sweep(usedLinks);
        size = used.length();
        int left = used.cardinality();
        budget.release((long) (live - left) * COST);
        live = left;
        free = 1;
        limit = live + Math.max(FIRST_LIMIT, Math.max(live, work / 4));
        if (foreground.length > size * 4 && foreground.length > FIRST_LIMIT) {
            grow(Math.max(size, 16));
        }
        rehash(Math.max(64, Integer.highestOneBit(live * 4)));
    }

    private int add(int fg, int bg, int underline, int bits, int linkId) {
        int id = used.nextClearBit(free);
        free = id + 1;
        if (id == foreground.length) {
            grow(id * 2);
        }
        foreground[id] = fg;
        background[id] = bg;
        underlineColor[id] = underline;
        flags[id] = bits;
        link[id] = linkId;
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

    private static int hash(int fg, int bg, int underline, int bits, int linkId) {
        int rest = underline * 0x85EBCA6B ^ bits * 0x9E3779B1 ^ linkId * 0xC2B2AE35;
        return Scatter.of(Scatter.of(fg) * 31 ^ Scatter.of(bg ^ rest));
    }
}
