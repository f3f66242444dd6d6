package dev.perdure.engine;

import dev.perdure.api.Effect;
import dev.perdure.engine.core.Damage;
import dev.perdure.engine.core.Entry;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.EventRow;
import dev.perdure.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a repair of a damaged history loses sight of: the steps that were begun after the damage and must not happen twice. Blocks on the
 * store.
 */
record CutOff(Store store, EventCodec codec, int partition) {
    private static final int PAGE = 1_000;

    /** The keys of those steps, as far as the events after the damage can be read; none if there is no damage. */
    List<String> unknownSteps(TaskModel task) {
        Damage damage = task.damage();
        if (damage == null) {
            return List.of();
        }
        Set<String> keys = new LinkedHashSet<>();
        for (Entry entry : task.open()) {
            if (entry instanceof Entry.StepEntry step && step.effect() == Effect.ONCE) {
                keys.add(step.key());
            }
        }
        long last = damage.at() - 1;
        List<EventRow> page;
        do {
            page = store.events(partition, task.id(), last, PAGE);
            for (EventRow row : page) {
                last = row.taskSeq();
                begun(row).ifPresent(keys::add);
            }
        } while (page.size() == PAGE);
        return new ArrayList<>(keys);
    }

    private Optional<String> begun(EventRow row) {
        if (!row.kind().equals("step_started")) {
            return Optional.empty();
        }
        try {
            return codec.decode(row.kind(), row.payload()) instanceof TaskEvent.StepStarted it
                            && it.effect() == Effect.ONCE
                    ? Optional.of(it.key())
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            // This may be the damage itself: its key is lost, and the task waits for a person anyway.
            return Optional.empty();
        }
    }
}
