package dev.perdure.engine.runtime;

import dev.perdure.api.IdConflictException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StaleAttemptException;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.store.BlobRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands: refuses them or has them decided and committed, after loading the tasks that they touch. Guarded by the partition's
 * lock.
 */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private final Admission admission;
    private final Slots slots;
    private final Planner planner;
    private final Commits commits;

    Intake(Admission admission, Slots slots, Planner planner, Commits commits) {
        this.admission = admission;
        this.slots = slots;
        this.planner = planner;
        this.commits = commits;
    }

    /** A command of an operator's. */
    void take(
            String taskId,
            Command command,
            List<BlobRow> blobs,
            String actor,
            CompletableFuture<@Nullable Entry> answer) {
        if (!admission.refuses(answer) && !commits.refuses(answer)) {
            with(taskId, answer, slot -> process(new Work(slot, command, null, blobs, actor, answer, null, List.of())));
        }
    }

    /** A command of a run's; answered with the entry under {@code key}. */
    void take(
            Run run,
            Command.OfAttempt command,
            @Nullable String key,
            List<BlobRow> blobs,
            CompletableFuture<@Nullable Entry> answer) {
        Slot slot = slotOf(run, answer);
        if (slot != null) {
            process(new Work(slot, command, run, blobs, run.actor(), answer, key, List.of()));
        }
    }

    /** A command of the engine's own on a task that is in memory. Nobody waits for the answer. */
    void take(Slot slot, Command command) {
        process(new Work(slot, command, null, List.of(), Changes.ENGINE, new CompletableFuture<>(), null, List.of()));
    }

    /** New tasks in one append; their ids must be free. */
    void create(List<NewTask> tasks, List<BlobRow> blobs, String actor, CompletableFuture<@Nullable Entry> answer) {
        if (admission.refuses(answer) || commits.refuses(answer)) {
            return;
        }
        for (NewTask task : tasks) {
            if (slots.find(task.id()) != null) {
                answer.completeExceptionally(new IdConflictException(task.id()));
                return;
            }
        }
        Plan plan = new Plan();
        plan.addBlobs(blobs);
        tasks.forEach(task -> planner.create(plan, task));
        commits.commit(plan, actor, answer, () -> null);
    }

    /** A child: the parent's note and the child itself in one append. */
    void createChild(
            Run run,
            Command.StartChild command,
            TaskEvent.Created created,
            List<BlobRow> blobs,
            CompletableFuture<@Nullable Entry> answer) {
        Slot parent = slotOf(run, answer);
        if (parent == null) {
            return;
        }
        try {
            Plan plan = new Plan();
            planner.decide(plan, parent, command);
            if (!plan.isEmpty()) {
                if (slots.find(command.childId()) != null) {
                    throw new IdConflictException(command.childId());
                }
                plan.addBlobs(blobs);
                planner.create(plan, new NewTask(command.childId(), created));
            }
            settle(plan, parent, run.actor(), answer, command.key());
        } catch (PerdureException e) {
            answer.completeExceptionally(e);
        }
    }

    /** Runs an action on a task, now or when it is loaded; if it can't be had, the answer says why. */
    void with(String taskId, CompletableFuture<?> answer, Consumer<Slot> action) {
        slots.with(taskId, slot -> {
            if (slot == null) {
                answer.completeExceptionally(admission.absent(taskId));
            } else {
                action.accept(slot);
                slots.forgetIfIdle(slot);
            }
        });
    }

    private @Nullable Slot slotOf(Run run, CompletableFuture<?> answer) {
        if (admission.refuses(answer)) {
            return null;
        }
        Slot slot = slots.find(run.taskId());
        if (slot == null || slot.run != run) {
            answer.completeExceptionally(new StaleAttemptException(
                    run.attempt(), run.taskId(), slot == null ? run.attempt() : slot.model.attempt()));
            return null;
        }
        List<String> passed = run.takePassedTimers();
        if (!passed.isEmpty()) {
            passTimers(slot, new Command.PassTimers(run.attempt(), passed));
        }
        return admission.refuses(answer) ? null : slot;
    }

    /** What a run went past by the clock is noted before anything that rests on it. */
    private void passTimers(Slot slot, Command.PassTimers command) {
        try {
            Plan plan = new Plan();
            planner.decide(plan, slot, command);
            if (!plan.isEmpty()) {
                commits.commit(plan);
            }
        } catch (PerdureException e) {
            log.debug("{} is refused, and so will be what follows: {}", command, e.getMessage());
        }
    }

    /** A command on its way, with the tasks that are held in memory until it is decided. */
    private record Work(
            Slot slot,
            Command command,
            @Nullable Run run,
            List<BlobRow> blobs,
            String actor,
            CompletableFuture<@Nullable Entry> answer,
            @Nullable String key,
            List<Slot> held) {
        Work holding(Slot more) {
            List<Slot> all = new ArrayList<>(held);
            all.add(more);
            return new Work(slot, command, run, blobs, actor, answer, key, all);
        }
    }

    private void process(Work work) {
        Slot slot = work.slot();
        try {
            if (work.run() != null && slot.run != work.run()) {
                throw new StaleAttemptException(work.run().attempt(), slot.model.id(), slot.model.attempt());
            }
            Plan plan = new Plan();
            plan.addBlobs(work.blobs());
            planner.decide(plan, slot, work.command());
            settle(plan, slot, work.actor(), work.answer(), work.key());
        } catch (Missing missing) {
            loadAndProcess(work, missing.taskId());
            return;
        } catch (PerdureException e) {
            work.answer().completeExceptionally(e);
        }
        work.held().forEach(slots::release);
        slots.forgetIfIdle(slot);
    }

    private void loadAndProcess(Work work, String missing) {
        Work waiting = work.held().isEmpty() ? work.holding(work.slot()) : work;
        if (work.held().isEmpty()) {
            slots.hold(work.slot());
        }
        slots.with(missing, loaded -> {
            if (loaded != null) {
                slots.hold(loaded);
                process(waiting.holding(loaded));
            } else {
                work.answer().completeExceptionally(admission.absent(missing));
                if (admission.isOpen()) {
                    waiting.held().forEach(slots::release);
                }
            }
        });
    }

    /** A plan without events is answered when what it rests on is durable. */
    private void settle(
            Plan plan, Slot slot, String actor, CompletableFuture<@Nullable Entry> answer, @Nullable String key) {
        Supplier<@Nullable Entry> entry = () -> key == null ? null : slot.model.find(key);
        if (!plan.isEmpty()) {
            commits.commit(plan, actor, answer, entry);
            return;
        }
        Entry value = entry.get();
        slot.tail.whenComplete((_, failure) -> {
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(Admission.unconfirmed(failure));
            }
        });
    }
}
