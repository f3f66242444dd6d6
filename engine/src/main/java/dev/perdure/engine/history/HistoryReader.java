package dev.perdure.engine.history;

import dev.perdure.engine.core.Damage;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.SnapshotRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a task's state of its stored events, as far as they can be read. Thread-safe.
 *
 * <p>At the first event that is missing, can't be decoded, or doesn't fit what is before it, the history breaks off: the state is that
 * of the readable part, and says where the damage is. Only these events count after it: one that says that the task was quarantined for this
 * very damage, with all that follow it, and a last event by which the task ended.
 *
 * <p>What a {@link TaskEvent.Repaired} cut off is passed over without being read.
 */
public final class HistoryReader {
    private static final int LONGEST_WHY = 300;

    private final EventCodec codec;

    /** A reader of what that codec wrote. */
    public HistoryReader(EventCodec codec) {
        this.codec = codec;
    }

    /** The state that a snapshot and the events after it make, or empty if the snapshot is not usable. */
    public Optional<ReadTask> read(String taskId, SnapshotRow snapshot, List<EventRow> after) {
        TaskModel model;
        EventCodec.Image image;
        byte[] hash;
        try {
            image = codec.decodeImage(snapshot.state());
            model = TaskModel.of(image.model());
            hash = HexFormat.of().parseHex(image.hash());
        } catch (RuntimeException _) {
            // The events say it all.
            return Optional.empty();
        }
        if (!model.id().equals(taskId) || model.lastSeq() != snapshot.taskSeq()) {
            return Optional.empty();
        }
        if (after.isEmpty()) {
            model.imageTaken();
        }
        return Optional.of(read(() -> TaskModel.of(image.model()), model, after, hash, image.number()));
    }

    /** The state that all of a task's events make. */
    public ReadTask read(String taskId, List<EventRow> events) {
        long number = events.isEmpty() ? 0 : events.getFirst().seq();
        return read(() -> new TaskModel(taskId), new TaskModel(taskId), events, HashChain.start(), number);
    }

    /** Those of a task's events that no repair cut off. */
    public List<EventRow> counting(List<EventRow> events) {
        long[] cuts = cuts(events);
        List<EventRow> counting = new ArrayList<>(events.size());
        for (int i = 0; i < cuts.length; i++) {
            if (cuts[i] == 0) {
                counting.add(events.get(i));
            }
        }
        return counting;
    }

    /** Where a reading begins: it may have to begin again. */
    private interface Start {
        TaskModel model();
    }

    private ReadTask read(Start start, TaskModel model, List<EventRow> rows, byte[] hash, long number) {
        Progress progress = new Progress(start, model, rows);
        for (int i = 0; i < rows.size(); i++) {
            progress.take(i);
        }
        progress.end();
        return new ReadTask(
                progress.model, rows.isEmpty() ? hash : rows.getLast().hash(), number);
    }

    /** How far a reading is. */
    private final class Progress {
        private final Start start;
        private final List<EventRow> rows;
        private final long[] cutFrom;
        private TaskModel model;
        private @Nullable Damage open;

        Progress(Start start, TaskModel model, List<EventRow> rows) {
            this.start = start;
            this.model = model;
            this.rows = rows;
            this.cutFrom = cuts(rows);
        }

        void take(int place) {
            if (cutFrom[place] != 0) {
                return;
            }
            EventRow row = rows.get(place);
            if (open != null) {
                goOn(open, row, place);
                return;
            }
            long before = model.lastSeq();
            try {
                TaskEvent event = decode(row);
                requireNext(before, row, event);
                model.apply(row.taskSeq(), time(row), event);
            } catch (RuntimeException e) {
                boolean missing = row.taskSeq() > before + 1;
                Damage damage = missing
                        ? new Damage(before + 1, "", "it is missing, the next one is " + row.taskSeq())
                        : new Damage(row.taskSeq(), shown(row.kind(), 100), why(e));
                breakOff(damage, place);
                if (missing) {
                    goOn(damage, row, place);
                }
            }
        }

        /** Past the damage only what was written in the knowledge of it counts. */
        private void goOn(Damage damage, EventRow row, int place) {
            if (!row.kind().equals(QUARANTINED)) {
                return;
            }
            try {
                if (decode(row) instanceof TaskEvent.Quarantined it && it.at() == damage.at()) {
                    model.breakOff(damage, row.taskSeq() - 1);
                    model.apply(row.taskSeq(), time(row), it);
                    open = null;
                }
            } catch (RuntimeException e) {
                breakOff(damage, place);
            }
        }

        /** Makes the readable part again, since the event that can't be applied may have changed it halfway. */
        private void breakOff(Damage damage, int place) {
            Progress again = new Progress(start, start.model(), rows.subList(0, place));
            for (int i = 0; i < place; i++) {
                again.take(i);
            }
            model = again.model;
            Damage earlier = model.damage();
            open = earlier == null ? damage : earlier;
        }

        /** Notes damage that nothing after it tells of, unless the last event says how the task ended. */
        void end() {
            Damage damage = open;
            if (damage == null || rows.isEmpty()) {
                return;
            }
            EventRow last = rows.getLast();
            model.breakOff(damage, last.taskSeq());
            if (last.taskSeq() <= damage.at()) {
                return;
            }
            try {
                TaskEvent event = decode(last);
                if (event instanceof TaskEvent.Completed
                        || event instanceof TaskEvent.Failed
                        || event instanceof TaskEvent.Cancelled) {
                    model.breakOff(damage, last.taskSeq() - 1);
                    model.apply(last.taskSeq(), time(last), event);
                }
            } catch (RuntimeException _) {
                // Then the end can't be read either, and the task is quarantined.
                model.breakOff(damage, last.taskSeq());
            }
        }
    }

    private static final String QUARANTINED = EventCodec.kind(new TaskEvent.Quarantined(0, "", ""));
    private static final String REPAIRED = EventCodec.kind(new TaskEvent.Repaired(0, List.of()));

    /** For each row 0, or the place from which on a later repair cut it off. */
    private long[] cuts(List<EventRow> rows) {
        long[] cuts = new long[rows.size()];
        for (int i = rows.size() - 1; i >= 0; i--) {
            EventRow row = rows.get(i);
            if (cuts[i] == 0 && row.kind().equals(REPAIRED)) {
                long from = from(row);
                for (int j = i - 1; j >= 0 && from > 0 && rows.get(j).taskSeq() > from; j--) {
                    cuts[j] = from;
                }
            }
        }
        return cuts;
    }

    private long from(EventRow row) {
        try {
            long from = decode(row) instanceof TaskEvent.Repaired it ? it.from() : 0;
            return from < row.taskSeq() ? from : 0;
        } catch (RuntimeException _) {
            // It is damage itself, and is met as such.
            return 0;
        }
    }

    private static void requireNext(long before, EventRow row, TaskEvent event) {
        if (before == 0 && !(event instanceof TaskEvent.Created)) {
            throw new IllegalArgumentException("a history begins with how the task came to be");
        }
        if (before > 0 && event instanceof TaskEvent.Created) {
            throw new IllegalArgumentException("the task came to be before it");
        }
        if (row.taskSeq() == Long.MAX_VALUE) {
            throw new IllegalArgumentException("no event can follow its place");
        }
    }

    private TaskEvent decode(EventRow row) {
        return codec.decode(row.kind(), row.payload());
    }

    private static Instant time(EventRow row) {
        return Instant.ofEpochMilli(row.time());
    }

    private static String why(RuntimeException e) {
        String message = e.getMessage();
        String text = message == null || message.isBlank() ? e.toString() : message;
        String shown = shown(text, LONGEST_WHY);
        return shown.endsWith(".") ? shown.substring(0, shown.length() - 1) : shown;
    }

    /** What is damaged may be any text: it is shown in one short line. */
    private static String shown(String text, int limit) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(limit)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
                .forEach(shown::appendCodePoint);
        return text.codePointCount(0, text.length()) > limit ? shown.append('…').toString() : shown.toString();
    }
}
