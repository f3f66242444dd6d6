package dev.perdure.store.sqlite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells those whose appends were committed, one group after another in the order of their commits, on a virtual thread: waking many
 * virtual threads costs a platform thread a hand-over each, and the writer has the next group to write.
 *
 * <p>What waits to be told is bounded by what its clients have under way. A bound here could stop the writer for a client that waits for
 * the writer.
 *
 * <p>A small group is told by the writer itself when nothing is waiting to be told, since one hand-over more is what it would feel.
 */
final class Completions implements AutoCloseable {
    private static final int SMALL = 4;

    private final LinkedBlockingQueue<List<Write.Addition>> committed = new LinkedBlockingQueue<>();
    private final Thread teller =
            Thread.ofVirtual().name("perdure-store-teller").unstarted(this::run);
    private final AtomicInteger untold = new AtomicInteger();

    void start() {
        teller.start();
    }

    /** Completes the group's futures, here or soon after. Belongs to the writer's thread. */
    void tell(List<Write.Addition> group) {
        if (group.size() <= SMALL && untold.get() == 0) {
            complete(group);
        } else {
            untold.incrementAndGet();
            committed.add(new ArrayList<>(group));
        }
    }

    private static void complete(List<Write.Addition> group) {
        for (Write.Addition addition : group) {
            addition.done().complete(null); // no effect on the refused
        }
    }

    private void run() {
        try {
            for (List<Write.Addition> group = committed.take(); !group.isEmpty(); group = committed.take()) {
                complete(group);
                untold.decrementAndGet();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the teller", e);
        }
    }

    /** Returns when everything is told. */
    @Override
    public void close() {
        committed.add(List.of());
        boolean interrupted = false;
        while (teller.isAlive()) {
            try {
                teller.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
