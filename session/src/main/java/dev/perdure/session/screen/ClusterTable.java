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

    private static final int FIRST_LIMIT = 1024;

    private final Map<String, Integer> ids = new HashMap<>();
    private @Nullable String[] texts = new @Nullable String[8];
    private final BitSet used = new BitSet();
    private int limit = FIRST_LIMIT;

    int idOf(String text) {
        Integer known = ids.get(text);
        if (known != null) {
            return known;
        }
        int id = used.nextClearBit(0);
        if (id == texts.length) {
            texts = Arrays.copyOf(texts, id * 2);
        }
        texts[id] = text;
        used.set(id);
        ids.put(text, id);
        return id;
    }

    String get(int id) {
        String text = texts[id];
        if (text == null) {
            throw new IllegalStateException("no cluster " + id);
        }
        return text;
    }

    boolean crowded() {
        return ids.size() > limit;
    }

    void sweep(BitSet marked) {
        for (int id = used.nextSetBit(0); id >= 0; id = used.nextSetBit(id + 1)) {
            if (!marked.get(id)) {
                ids.remove(texts[id]);
                texts[id] = null;
            }
        }
        used.and(marked);
        limit = Math.max(FIRST_LIMIT, ids.size() * 2);
    }
}
