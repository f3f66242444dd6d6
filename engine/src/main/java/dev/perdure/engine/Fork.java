package dev.perdure.engine;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskNotFoundException;
import dev.perdure.api.Timeline;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.SharedHistory;
import dev.perdure.engine.core.SharedHistory.Past;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.history.HistoryReader;
import dev.perdure.engine.runtime.NewTask;
import dev.perdure.store.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a task that shares another's history up to an event: the task itself, and the children that it starts anew because
 * they had not ended. What it takes over is {@link SharedHistory}'s to say. Blocks on the store.
 */
final class Fork {
    private static final int PAGE = 5_000;
    private static final int LIMIT = 50_000;

    private final Engine.Core core;
    private final String original;

    private Fork(Engine.Core core, String original) {
        this.core = core;
        this.original = original;
    }

    /** The tasks to create for a fork of {@code original} at its event {@code at}: the fork first. A null input is the original's. */
    static List<NewTask> of(Engine.Core core, String original, long at, @Nullable Payload input) {
        return new Fork(core, original).at(at, input);
    }

    private List<NewTask> at(long at, @Nullable Payload input) {
        List<Past> past = past(read(at));
        TaskEvent.Created first = (TaskEvent.Created) past.getFirst().event();
        String id = core.ids().next(first.type());
        TaskEvent.Created created = new TaskEvent.Created(
                first.type(),
                first.version(),
                input == null ? first.input() : input,
                first.tenant(),
                first.queue(),
                first.priority(),
                null,
                null,
                id,
                null,
                first.labels(),
                null,
                null,
                first.seed(),
                original,
                at);
        SharedHistory shared = SharedHistory.of(id, created, past);
        List<NewTask> tasks = new ArrayList<>();
        tasks.add(new NewTask(id, created, shared.events()));
        for (SharedHistory.Child child : shared.children()) {
            tasks.add(new NewTask(child.id(), anew(id, child)));
        }
        return tasks;
    }

    /** As its original was started, and as if that were now: the same input, and the same delay and time limit from here on. */
    private TaskEvent.Created anew(String parent, SharedHistory.Child child) {
        Past begin = core.store().events(0, child.original(), 0, 1).stream()
                .map(this::past)
                .findFirst()
                .orElseThrow(() -> new PerdureException(
                        ErrorCode.STORE_DAMAGED,
                        "The store has no events of " + child.original() + ", a child task of " + original
                                + ", so it can't be started anew. Look at the store with doctor."));
        TaskEvent.Created first = (TaskEvent.Created) begin.event();
        Duration since = Duration.between(begin.time(), core.scheduler().now());
        return new TaskEvent.Created(
                first.type(),
                first.version(),
                first.input(),
                first.tenant(),
                first.queue(),
                first.priority(),
                parent,
                child.key(),
                parent,
                null,
                first.labels(),
                later(first.deadline(), since),
                later(first.startAt(), since),
                core.scheduler().randomBits(),
                null,
                0);
    }

    private static @Nullable Instant later(@Nullable Instant time, Duration span) {
        return time == null ? null : Timeline.after(time, span);
    }

    /** What counts; in the places of events that a repair cut off stand some that a fork does not take over. */
    private List<Past> past(List<EventRow> rows) {
        List<Past> past = new ArrayList<>();
        for (EventRow row : new HistoryReader(core.codec()).counting(rows)) {
            while (past.size() < row.taskSeq() - 1) {
                past.add(new Past(Instant.ofEpochMilli(row.time()), new TaskEvent.Queued()));
            }
            past.add(past(row));
        }
        if (past.isEmpty() || !(past.getFirst().event() instanceof TaskEvent.Created)) {
            throw new PerdureException(
                    ErrorCode.STORE_DAMAGED,
                    "Task " + original + " can't be forked: its first event, with its input, is missing.");
        }
        return past;
    }

    private Past past(EventRow row) {
        try {
            return new Past(Instant.ofEpochMilli(row.time()), core.codec().decode(row.kind(), row.payload()));
        } catch (IllegalArgumentException e) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "Task " + original + " can only be forked at an event before " + row.taskSeq()
                            + ", which can't be read: " + e.getMessage(),
                    e);
        }
    }

    private List<EventRow> read(long at) {
        if (at < 1) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, "A task has no event " + at + " to fork at; the first is 1.");
        }
        List<EventRow> shared = new ArrayList<>();
        while (shared.size() < at && shared.size() <= LIMIT) {
            int want = (int) Math.min(PAGE, at - shared.size());
            List<EventRow> page = core.store().events(0, original, shared.size(), want);
            shared.addAll(page);
            if (page.size() < want) {
                break;
            }
        }
        if (shared.isEmpty()) {
            throw new TaskNotFoundException(original);
        }
        if (shared.size() < at) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    shared.size() > LIMIT
                            ? "A fork can share at most " + LIMIT + " events."
                            : "Task " + original + " has only " + shared.size() + " events; it can't be forked at " + at
                                    + ".");
        }
        return shared;
    }
}
