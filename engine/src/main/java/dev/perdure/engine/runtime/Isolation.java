package dev.perdure.engine.runtime;

import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Command;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deals with tasks with which something went wrong, so that everybody else works on. Guarded by the partition's lock. */
final class Isolation {
    private static final Logger log = LoggerFactory.getLogger(Isolation.class);

    private final Slots slots;
    private final Dispatcher dispatcher;
    private final Alarms alarms;
    private final Intake intake;
    private final Containment containment;

    Isolation(Slots slots, Dispatcher dispatcher, Alarms alarms, Intake intake, Containment containment) {
        this.slots = slots;
        this.dispatcher = dispatcher;
        this.alarms = alarms;
        this.intake = intake;
        this.containment = containment;
    }

    /** A task whose history is damaged is parked, by an event after its last one. */
    void quarantine(Slot slot) {
        if (containment.leavesAlone(slot.model.id())) {
            return;
        }
        log.error(
                "Task {} is parked: {}",
                slot.model.id(),
                Objects.requireNonNull(slot.model.damage()).sentence());
        intake.take(slot, new Command.Quarantine());
    }

    /** Tasks that a change left half changed are loaded again. Who goes wrong a second time is parked. */
    void undone(List<Slot> touched, RuntimeException mishap) {
        for (Slot slot : touched) {
            Run run = dispatcher.letGo(slot);
            if (run != null) {
                run.abort();
            }
            slots.discard(slot);
        }
        for (Slot slot : touched) {
            if (slot.face != null) {
                takeUpAgain(slot.model.id(), containment.after(slot.model.id(), mishap), mishap);
            }
        }
    }

    private void takeUpAgain(String taskId, Containment.Measure measure, RuntimeException mishap) {
        if (measure == Containment.Measure.LEAVE_ALONE) {
            return;
        }
        slots.with(taskId, slot -> {
            if (slot == null) {
                return;
            }
            slots.hold(slot);
            if (measure == Containment.Measure.SET_ASIDE) {
                intake.take(slot, Containment.setAside(mishap.toString()));
            } else {
                dispatcher.changed(slot);
                alarms.set(taskId, slot.model.wakeAt());
                if (slot.run == null && isAtWork(slot.model.state())) {
                    dispatcher.addLost(List.of(taskId));
                }
            }
            slots.release(slot);
            dispatcher.dispatch();
        });
    }

    static boolean isAtWork(TaskState state) {
        return state == TaskState.RUNNING || state == TaskState.CANCELLING;
    }

    /** The store works and refuses an append for what it contains: its tasks are not to have it refused again for ever. */
    void refused(List<Slot> touched, Throwable refusal) {
        for (Slot slot : touched) {
            Containment.Measure measure = containment.after(slot.model.id(), refusal);
            log.warn("An append of task {} was refused: {} ({})", slot.model.id(), refusal.getMessage(), measure);
        }
    }
}
