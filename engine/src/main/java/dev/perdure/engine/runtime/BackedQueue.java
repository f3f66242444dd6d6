package dev.perdure.engine.runtime;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The first part of an order whose whole is in the store. Bounded; guarded by the partition's lock.
 *
 * <p>Everything up to the <em>horizon</em> is in memory; beyond it there may be more in the store. Whatever is added while the engine
 * runs is put into memory at once, also beyond the horizon, so nothing can fall between a read of the store and a commit that the read
 * did not see. Elements are only given out up to the horizon: before one beyond it, the store must be asked. When the bound is passed,
 * the last element is forgotten and the horizon moves before it; also that of a page that was read meanwhile and may not contain it.
 *
 * @param <E> the elements; each belongs to one task, which has at most one
 */
final class BackedQueue<E> {
    private final int bound;
    private final Comparator<E> order;
    private final Function<E, String> taskId;
    private final TreeSet<E> queue;
    private final Map<String, E> byTask = new HashMap<>();
    private @Nullable E horizon;
    private boolean complete;
    private @Nullable E cut;
    private boolean outdated;

    BackedQueue(int bound, Comparator<E> order, Function<E, String> taskId) {
        this.bound = bound;
        this.order = order;
        this.taskId = taskId;
        this.queue = new TreeSet<>(order);
    }

    /** Adds an element, in place of the task's earlier one. */
    void put(E element) {
        E before = byTask.put(taskId.apply(element), element);
        if (before != null) {
            queue.remove(before);
        }
        queue.add(element);
        if (queue.size() > bound) {
            byTask.remove(taskId.apply(queue.removeLast()));
            E last = queue.last();
            cut = earlier(cut, last);
            if (complete || (horizon != null && order.compare(last, horizon) < 0)) {
                horizon = last;
            }
            complete = false;
        }
    }

    /** Takes the task's element out, if it is here. */
    void remove(String task) {
        E element = byTask.remove(task);
        if (element != null) {
            queue.remove(element);
        }
    }

    /** Begins a read of the store: of what it has after this element, from its beginning on null. One read at a time. */
    @Nullable
    E beginsRead() {
        cut = null;
        outdated = false;
        return horizon;
    }

    /** Takes in what the read gave; fewer than asked for means that this was all. */
    void refill(List<E> page, int asked) {
        if (outdated) {
            return;
        }
        for (E element : page) {
            if (!byTask.containsKey(taskId.apply(element))) {
                put(element);
            }
        }
        complete = page.size() < asked && cut == null;
        if (complete) {
            horizon = null;
        } else if (page.size() < asked) {
            horizon = cut;
        } else {
            horizon = earlier(cut, page.getLast());
        }
    }

    private @Nullable E earlier(@Nullable E one, @Nullable E other) {
        return one == null || (other != null && order.compare(other, one) < 0) ? other : one;
    }

    /** Whether the store must be asked before the next element can be given out. */
    boolean wantsMore() {
        return !complete && (queue.isEmpty() || horizon == null || order.compare(queue.first(), horizon) > 0);
    }

    /** The next element, or null if there is none or the store must be asked first. */
    @Nullable
    E peek() {
        return queue.isEmpty() || wantsMore() ? null : queue.first();
    }

    /** Takes the next element out, as {@link #peek} says. */
    @Nullable
    E poll() {
        E first = peek();
        if (first != null) {
            remove(taskId.apply(first));
        }
        return first;
    }

    /** Forgets how far the store was read, so that it is read again from its beginning. */
    void rescan() {
        horizon = null;
        complete = false;
        outdated = true;
    }

    /** Forgets everything. */
    void clear() {
        queue.clear();
        byTask.clear();
        rescan();
    }
}
