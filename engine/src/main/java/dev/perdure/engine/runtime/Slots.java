package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StoreUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that are in memory, and those that are being loaded. Guarded by the partition's lock.
 *
 * <p>A task is kept while something holds it: a run, an append under way, or a command that waits for another task.
 */
final class Slots {
    private static final Logger log = LoggerFactory.getLogger(Slots.class);

    private final Guard guard;
    private final Scheduler scheduler;
    private final TaskLoader loader;
    private final Consumer<RuntimeException> broken;
    private final Consumer<Slot> damaged;
    private final Map<String, Slot> slots = new HashMap<>();
    private final Map<String, List<Consumer<@Nullable Slot>>> loading = new HashMap<>();
    private final Set<String> overtaken = new HashSet<>();
    private final Map<String, CompletableFuture<Void>> unsettled = new HashMap<>();
    private @Nullable PerdureException unreadable;

    /**
     * Under the lock {@code broken} is told when a task can't be loaded because the store fails, and {@code damaged} of a task that has
     * just been loaded and whose history has damage that is not recorded.
     */
    Slots(
            Guard guard,
            Scheduler scheduler,
            TaskLoader loader,
            Consumer<RuntimeException> broken,
            Consumer<Slot> damaged) {
        this.guard = guard;
        this.scheduler = scheduler;
        this.loader = loader;
        this.broken = broken;
        this.damaged = damaged;
    }

    @Nullable
    Slot find(String taskId) {
        return slots.get(taskId);
    }

    /** The task, which a decision needs. Throws {@link Missing} if it must be loaded first. */
    Slot needed(String taskId) {
        Slot slot = slots.get(taskId);
        if (slot == null) {
            throw new Missing(taskId);
        }
        return slot;
    }

    /** Adds a new task. What is being read of it in the store, if somebody asked for it already, is too old. */
    void add(Slot slot) {
        String taskId = slot.model.id();
        slots.put(taskId, slot);
        if (loading.containsKey(taskId)) {
            overtaken.add(taskId);
        }
    }

    Collection<Slot> all() {
        return slots.values();
    }

    int size() {
        return slots.size();
    }

    void hold(Slot slot) {
        slot.pins++;
    }

    void release(Slot slot) {
        slot.pins--;
        forgetIfIdle(slot);
    }

    void forgetIfIdle(Slot slot) {
        if (slot.pins == 0 && slot.run == null) {
            slots.remove(slot.model.id(), slot);
        }
    }

    /** Forgets a task whose model went wrong. It is loaded again when all that was appended of it is durable. */
    void discard(Slot slot) {
        slots.remove(slot.model.id(), slot);
        if (!slot.tail.isDone()) {
            unsettled.put(slot.model.id(), slot.tail);
        }
    }

    /** Why the task that an action is just told of as null could not be loaded, or null if there is none. */
    @Nullable
    PerdureException unreadable() {
        return unreadable;
    }

    /** Runs an action on a task under the lock, now or when it is loaded; on null if there is no such task or it can't be loaded. */
    void with(String taskId, Consumer<@Nullable Slot> action) {
        Slot slot = slots.get(taskId);
        if (slot != null) {
            action.accept(slot);
            return;
        }
        List<Consumer<@Nullable Slot>> waiting = loading.get(taskId);
        if (waiting != null) {
            waiting.add(action);
            return;
        }
        waiting = new ArrayList<>(1);
        waiting.add(action);
        loading.put(taskId, waiting);
        startLoad(taskId);
    }

    private void startLoad(String taskId) {
        long round = guard.round();
        CompletableFuture<Void> before = unsettled.remove(taskId);
        scheduler.start("perdure-load", () -> {
            Slot loaded = null;
            RuntimeException failure = null;
            try {
                if (before != null) {
                    scheduler.await(before);
                }
                loaded = loader.slot(taskId).orElse(null);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new PerdureException(ErrorCode.CLOSED, "The load of task " + taskId + " was interrupted.", e);
            } catch (RuntimeException e) {
                failure = e;
            }
            Slot read = loaded;
            RuntimeException failed = failure;
            guard.lockedIn(round, () -> arrived(taskId, read, failed));
        });
    }

    private void arrived(String taskId, @Nullable Slot read, @Nullable RuntimeException failure) {
        Slot slot = slots.getOrDefault(taskId, read);
        if (overtaken.remove(taskId) && !slots.containsKey(taskId)) {
            startLoad(taskId);
            return;
        }
        if (slot == null && failure instanceof StoreUnavailableException) {
            broken.accept(failure);
            return;
        }
        List<Consumer<@Nullable Slot>> waiting = loading.remove(taskId);
        if (waiting == null) {
            return;
        }
        if (slot == null) {
            unreadable = failure == null ? null : unreadable(taskId, failure);
            runAll(taskId, waiting, null);
            unreadable = null;
            return;
        }
        slots.put(taskId, slot);
        // Held while the actions run one after the other, so that none of them lets the next one's task be forgotten.
        hold(slot);
        if (slot.model.isUnrecorded()) {
            run(taskId, _ -> damaged.accept(slot), slot);
        }
        runAll(taskId, waiting, slot);
        release(slot);
    }

    /** One task that can't be loaded stops nobody else: only the store as a whole does. */
    private static PerdureException unreadable(String taskId, RuntimeException failure) {
        log.error("Task {} can't be loaded", taskId, failure);
        return failure instanceof PerdureException known
                ? known
                : new PerdureException(
                        ErrorCode.STORE_DAMAGED,
                        "Task " + taskId + " can't be loaded: " + failure
                                + ". Everything else works on. Look at the store with `perdure doctor`.",
                        failure);
    }

    private static void runAll(String taskId, List<Consumer<@Nullable Slot>> actions, @Nullable Slot slot) {
        for (Consumer<@Nullable Slot> action : actions) {
            run(taskId, action, slot);
        }
    }

    /** What goes wrong in one action is not the others' fault. */
    private static void run(String taskId, Consumer<@Nullable Slot> action, @Nullable Slot slot) {
        try {
            action.accept(slot);
        } catch (RuntimeException e) {
            log.error("What was to be done with task {} failed", taskId, e);
        }
    }

    /** Forgets everything; who waits for a task gets null. */
    void clear() {
        List<List<Consumer<@Nullable Slot>>> waiting = List.copyOf(loading.values());
        slots.clear();
        loading.clear();
        overtaken.clear();
        unsettled.clear();
        waiting.forEach(actions -> actions.forEach(action -> action.accept(null)));
    }
}
