package dev.perdure.session.screen;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives each hyperlink in use a number, from 1, so that any number of styles share it. 0 is no link. */
final class LinkTable {

    /** What an entry takes beside its text. */
    private static final int OVERHEAD = 160;

    private final Budget budget;
    private final Map<Link, Integer> ids = new HashMap<>();
    private @Nullable Link[] links = new @Nullable Link[8];
    private final BitSet used = new BitSet();
    /** Every number below is in use. */
    private int free = 1;

    LinkTable(Budget budget) {
        this.budget = budget;
        used.set(0);
    }

    /** The number of a link, or -1 when it is not held. */
    int find(@Nullable Link link) {
        return link == null ? 0 : ids.getOrDefault(link, -1);
    }

    /** The number of a link that {@link #cost} was charged for. */
    int idOf(@Nullable Link link) {
        if (link == null) {
            return 0;
        }
        Integer known = ids.get(link);
        if (known != null) {
            return known;
        }
        int id = used.nextClearBit(free);
        free = id + 1;
        if (id == links.length) {
            links = Arrays.copyOf(links, id * 2);
        }
        links[id] = link;
        used.set(id);
        ids.put(link, id);
        return id;
    }

    /** What it costs to hold the link; nothing where it is held already. */
    long cost(@Nullable Link link) {
        return link == null || ids.containsKey(link) ? 0 : bytes(link);
    }

    private static long bytes(Link link) {
        return OVERHEAD + 2L * (link.id().length() + link.uri().length());
    }

    @Nullable
    Link get(int id) {
        return links[id];
    }

    /** Frees every number that is not marked. */
    void sweep(BitSet marked) {
        for (int id = used.nextSetBit(1); id >= 0; id = used.nextSetBit(id + 1)) {
            Link link = links[id];
            if (link != null && !marked.get(id)) {
                budget.release(bytes(link));
                ids.remove(link);
                links[id] = null;
            }
        }
        used.and(marked);
        used.set(0);
        free = 1;
    }
}
