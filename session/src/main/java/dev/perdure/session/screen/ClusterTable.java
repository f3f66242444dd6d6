package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The texts of cells that hold more than one code point: a base and what combines with it. Numbers are given and taken
 * back as in {@link StyleTable}. Each entry is another one, or a base, and one character more, so that a character is added
 * without making a text of the cell.
 */
final class ClusterTable {

    /** Code units of one cluster; what combines beyond it is dropped. */
    static final int LENGTH_LIMIT = 32;

    /** What an entry takes here: three numbers, and its share of the hash. */
    private static final int COST = 28;

    private static final int FIRST_LIMIT = 8 * 1024;

    /** In {@link #parent}, on the code point of a base. */
    private static final int BASE = 1 << 30;

    private final Budget budget;
    private int[] parent = new int[16];
    private int[] mark = new int[16];
    private int[] length = new int[16];
    /** Slots of the hash: number + 1, or 0 for a free one. */
    private int[] slots = new int[64];

    private final BitSet used = new BitSet();
    /** Every number below is in use. */
    private int free;

    private int live;
    private int limit = FIRST_LIMIT;

    ClusterTable(Budget budget) {
        this.budget = budget;
    }

    /** A base with one combining character; -1 where that is too long. */
    int ofBase(int base, int combining) {
        return idOf(BASE | base, combining, Character.charCount(base));
    }

    /** The cluster with one combining character more; -1 where that is too long. */
    int extended(int cluster, int combining) {
        return idOf(cluster, combining, length[cluster]);
    }

    private int idOf(int from, int combining, int lengthBefore) {
        int total = lengthBefore + Character.charCount(combining);
        if (total > LENGTH_LIMIT) {
            return -1;
        }
        int known = find(from, combining);
        if (known >= 0) {
            return known;
        }
        boolean swept = budget.charge(COST);
        if (live > limit) {
            swept |= budget.collect();
        }
        if (swept && (from & BASE) == 0 && !used.get(from)) {
            // The cell that had it was made plain.
            budget.release(COST);
            return -1;
        }
        int id = used.nextClearBit(free);
        free = id + 1;
        if (id == parent.length) {
            parent = Arrays.copyOf(parent, id * 2);
            mark = Arrays.copyOf(mark, id * 2);
            length = Arrays.copyOf(length, id * 2);
        }
        parent[id] = from;
        mark[id] = combining;
        length[id] = total;
        used.set(id);
        live++;
        if (live * 2 > slots.length) {
            rehash(slots.length * 2);
        } else {
            insert(id);
        }
        return id;
    }

    private int find(int from, int combining) {
        int mask = slots.length - 1;
        int slot = hash(from, combining) & mask;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (parent[id] == from && mark[id] == combining) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /** The text of a cluster. */
    String get(int id) {
        StringBuilder text = new StringBuilder();
        int at = id;
        while ((at & BASE) == 0) {
            if (!used.get(at)) {
                throw new IllegalStateException("no cluster " + at);
            }
            text.insert(0, Character.toString(mark[at]));
            at = parent[at];
        }
        return text.insert(0, Character.toString(at & ~BASE)).toString();
    }

    /** The first code point of a cluster. */
    int base(int id) {
        int at = id;
        while ((at & BASE) == 0) {
            at = parent[at];
        }
        return at & ~BASE;
    }

    /** Frees every number that neither is marked nor begins one that is; {@code work} as in {@link StyleTable#sweep}. */
    void sweep(BitSet marked, int work) {
        BitSet kept = new BitSet();
        for (int id = marked.nextSetBit(0); id >= 0; id = marked.nextSetBit(id + 1)) {
            for (int at = id; (at & BASE) == 0 && !kept.get(at); at = parent[at]) {
                kept.set(at);
            }
        }
        used.and(kept);
        int left = used.cardinality();
        budget.release((long) (live - left) * COST);
        live = left;
        free = 0;
        limit = live + Math.max(FIRST_LIMIT, Math.max(live, work / 4));
        int capacity = Math.max(16, used.length());
        if (parent.length > capacity * 4) {
            parent = Arrays.copyOf(parent, capacity);
            mark = Arrays.copyOf(mark, capacity);
            length = Arrays.copyOf(length, capacity);
        }
        rehash(Math.max(64, Integer.highestOneBit(Math.max(1, live)) * 4));
    }

    private void rehash(int capacity) {
        slots = new int[capacity];
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            insert(id);
        }
    }

    private void insert(int id) {
        int mask = slots.length - 1;
        int slot = hash(parent[id], mark[id]) & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = id + 1;
    }

    private static int hash(int from, int combining) {
        return Scatter.of(Scatter.of(from) ^ combining);
    }
}
