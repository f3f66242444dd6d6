package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The texts of cells that hold more than one code point: a base and what combines with it. Numbers are given and taken
 * back as in {@link StyleTable}.
 */
final class ClusterTable {

    /** Code units of one cluster; what combines beyond it is dropped. */
    static final int LENGTH_LIMIT = 32;

    /** What an entry takes beside its text. */
    private static final int OVERHEAD = 144;

    private static final int FIRST_LIMIT = 16 * 1024;

    private final Budget budget;
    private final Map<String, Integer> ids = new HashMap<>();
    private @Nullable String[] texts = new @Nullable String[8];
    private final BitSet used = new BitSet();
    /** Every number below is in use. */
    private int free;

    private int limit = FIRST_LIMIT;

    ClusterTable(Budget budget) {
        this.budget = budget;
    }

    int idOf(String text) {
        Integer known = ids.get(text);
        if (known != null) {
            return known;
        }
        budget.charge(cost(text));
        if (ids.size() > limit) {
            budget.collect();
        }
        int id = used.nextClearBit(free);
        free = id + 1;
        if (id == texts.length) {
            texts = Arrays.copyOf(texts, id * 2);
        }
        texts[id] = text;
        used.set(id);
        ids.put(text, id);
        return id;
    }

    private static long cost(String text) {
        return OVERHEAD + 2L * text.length();
    }

    String get(int id) {
        String text = texts[id];
        if (text == null) {
            throw new IllegalStateException("no cluster " + id);
        }
        return text;
    }

    /** Frees every number that is not marked; {@code work} as in {@link StyleTable#sweep}. */
    void sweep(BitSet marked, int work) {
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            String text = texts[id];
            if (text != null && !marked.get(id)) {
                budget.release(cost(text));
                ids.remove(text);
                texts[id] = null;
            }
        }
        used.and(marked);
        free = 0;
        limit = ids.size() + Math.max(FIRST_LIMIT, Math.max(ids.size(), work / 4));
    }
}
