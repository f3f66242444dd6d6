package dev.perdure.testkit.internal;

import dev.perdure.api.FailureMode;
import dev.perdure.api.JsonLimits;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.engine.Engine;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import dev.perdure.engine.json.Misfit;
import dev.perdure.engine.runtime.Projection;
import dev.perdure.store.Append;
import dev.perdure.store.BlobRow;
import dev.perdure.store.EventRow;
import dev.perdure.store.HashChain;
import dev.perdure.store.Lease;
import dev.perdure.store.Store;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The history of one task, and what a replay of it must ask for. */
public final class Recording {
    private static final EventCodec CODEC = new EventCodec();
    /** Payloads keep their depth and every digit of their numbers. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2 * JsonLimits.DEPTH)
                            .maxNumberLength(2 * JsonLimits.NUMBER_LENGTH)
                            .maxNameLength(2 * JsonLimits.NAME_LENGTH)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .streamWriteConstraints(StreamWriteConstraints.builder()
                            .maxNestingDepth(2 * JsonLimits.DEPTH)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final String taskId;
    private final List<Noted> events;
    private final Map<String, byte[]> blobs;
    private final Set<String> keys = new HashSet<>();
    private final boolean completed;
    private final boolean failed;

    private record Noted(String kind, long time, String actor, String payload) {
        TaskEvent event() {
            return CODEC.decode(kind, payload);
        }
    }

    private Recording(String taskId, List<Noted> events, Map<String, byte[]> blobs) {
        if (events.isEmpty() || !events.getFirst().kind().equals("task_created")) {
            throw new IllegalArgumentException("A history begins with task_created; task " + taskId + " has "
                    + (events.isEmpty() ? "no events" : events.getFirst().kind()) + ".");
        }
        this.taskId = taskId;
        this.events = events;
        this.blobs = blobs;
        boolean ends = false;
        boolean fails = false;
        for (Noted noted : events) {
            String key = keyOf(noted.event());
            if (key != null) {
                keys.add(key);
            }
            ends |= noted.kind().equals("task_completed");
            fails |= Set.of("task_failed", "task_parked", "attempt_failed", "task_cancelled")
                    .contains(noted.kind());
        }
        completed = ends;
        failed = fails;
    }

    /** A history as JSON: an array of events, or one event a line. */
    public static Recording ofJson(String json) {
        String id = "";
        List<Noted> events = new ArrayList<>();
        try (var values = JSON.readerFor(JsonNode.class).<JsonNode>readValues(json)) {
            while (values.hasNext()) {
                JsonNode value = values.next();
                for (JsonNode event : value.isArray() ? value : List.of(value)) {
                    id = event.path("taskId").asString("");
                    events.add(new Noted(
                            event.path("kind").asString(""),
                            Instant.parse(event.path("time").asString("")).toEpochMilli(),
                            event.path("actor").asString(""),
                            JSON.writeValueAsString(event.path("payload"))));
                }
            }
        } catch (JacksonException e) {
            throw noHistory(Misfit.syntax(e), e);
        } catch (DateTimeException e) {
            throw noHistory(e.getMessage() + '.', e);
        }
        return new Recording(id, events, Map.of());
    }

    private static IllegalArgumentException noHistory(String why, RuntimeException e) {
        return new IllegalArgumentException(
                "That is not a history. Print one with `perdure history --json`: " + why, e);
    }

    /** The history of a task in a store. */
    public static Recording of(Store store, String taskId) {
        List<Noted> events = new ArrayList<>();
        Map<String, byte[]> blobs = new HashMap<>();
        for (EventRow row : store.events(0, taskId, 0, Integer.MAX_VALUE)) {
            events.add(new Noted(row.kind(), row.time(), row.actor(), row.payload()));
            for (JsonNode blob : JSON.readTree(row.payload()).findValues("blob")) {
                store.blob(0, blob.asString("")).ifPresent(content -> blobs.put(blob.asString(""), content));
            }
        }
        return new Recording(taskId, events, blobs);
    }

    /** When its last event was. */
    public Instant end() {
        return Instant.ofEpochMilli(events.getLast().time());
    }

    /** Whether the record has ever had something under a key. */
    public boolean isKnown(String key) {
        return keys.contains(key);
    }

    /** What to say when the code asks for something that the record never had: nothing where the record had not ended. */
    public @Nullable String unknown(String requested) {
        return completed && !failed
                ? "The history of task " + taskId + " has task_completed where the code now asks for " + requested + "."
                : null;
    }

    /** A store in which a task shares this history and is about to be begun. */
    public Store copy() {
        MemoryStore whole = new MemoryStore();
        write(whole, taskId, events, blobs);
        writeChildren(whole);
        Simulation world = new Simulation(end(), Chance.PLAIN);
        SimScheduler scheduler = new SimScheduler(world, "copying", 2);
        Engine engine = Engine.open(new SimStore(scheduler, whole, Faults.NONE), scheduler, PerdureOptions.DEFAULT);
        String id = engine.handle(taskId).fork(events.size(), null).id();
        scheduler.kill();
        List<Noted> shared = whole.events(0, id, 0, Integer.MAX_VALUE).stream()
                .map(row -> new Noted(row.kind(), row.time(), row.actor(), row.payload()))
                .toList();
        MemoryStore copy = new MemoryStore();
        write(copy, id, shared, blobs);
        return copy;
    }

    /** A fork starts children anew that had not ended, so it asks how they began. They are not run here. */
    private void writeChildren(MemoryStore store) {
        Set<String> written = new HashSet<>();
        for (Noted noted : events) {
            if (noted.event() instanceof TaskEvent.ChildStarted child && written.add(child.childId())) {
                TaskEvent created = new TaskEvent.Created(
                        child.type(),
                        1,
                        Payload.inline("null"),
                        StartOptions.DEFAULT.tenant(),
                        StartOptions.DEFAULT.queue(),
                        0,
                        taskId,
                        child.key(),
                        taskId,
                        null,
                        Map.of(),
                        null,
                        null,
                        0,
                        null,
                        0);
                Noted begin = new Noted(EventCodec.kind(created), noted.time(), noted.actor(), CODEC.encode(created));
                write(store, child.childId(), List.of(begin), Map.of());
            }
        }
    }

    private static void write(MemoryStore store, String id, List<Noted> events, Map<String, byte[]> blobs) {
        Lease lease = store.lease(0);
        HashChain chain = new HashChain();
        TaskModel model = new TaskModel(id);
        List<EventRow> rows = new ArrayList<>();
        byte[] hash = HashChain.start();
        for (Noted noted : events) {
            long seq = rows.size() + 1L;
            long place = lease.lastSeq() + seq;
            byte[] next = chain.next(hash, id, seq, noted.kind(), noted.time(), noted.actor(), noted.payload());
            rows.add(new EventRow(
                    0, place, id, seq, noted.kind(), noted.time(), noted.actor(), noted.payload(), hash, next));
            model.apply(seq, Instant.ofEpochMilli(noted.time()), noted.event());
            hash = next;
        }
        List<BlobRow> contents = blobs.entrySet().stream()
                .map(blob -> new BlobRow(0, blob.getKey(), blob.getValue()))
                .toList();
        store.apply(new Append(
                0,
                lease.epoch(),
                lease.lastSeq(),
                rows,
                List.of(new Projection(CODEC).row(0, lease.lastSeq() + 1, model)),
                List.of(),
                contents));
    }

    /** A watch over a replay: {@code end} is told null when the code fits the record to its end, otherwise why it does not. */
    public Faults watching(Consumer<@Nullable String> end) {
        return new Faults() {
            @Override
            public Fate fateOf(Append append) {
                for (EventRow row : append.events()) {
                    Optional<String> said = judge(CODEC.decode(row.kind(), row.payload()));
                    if (said.isPresent()) {
                        end.accept(said.get().isEmpty() ? null : said.get());
                        return Fate.DIES_BEFORE;
                    }
                }
                return Fate.GOOD;
            }
        };
    }

    /** Nothing while the replay goes on; an empty text when it fits. */
    private Optional<String> judge(TaskEvent event) {
        return switch (event) {
            case TaskEvent.Completed _ -> Optional.of("");
            case TaskEvent.Parked it
            when it.failure().mode() == FailureMode.CODE_CHANGED ->
                Optional.of(it.failure().message());
            case TaskEvent.Parked it -> Optional.of(failure(it.failure().message()));
            case TaskEvent.Failed it -> Optional.of(failure(it.failure().message()));
            case TaskEvent.AttemptFailed it -> Optional.of(failure(it.failure().message()));
            case TaskEvent.StepStarted it -> asked(it.key(), "a step");
            case TaskEvent.StepCompleted it -> asked(it.key(), "a step");
            case TaskEvent.StepFailed it -> asked(it.key(), "a step");
            case TaskEvent.TimerStarted it -> asked(it.key(), "a sleep");
            case TaskEvent.AwaitStarted it -> asked(it.key(), "a wait for the signal " + it.signal());
            case TaskEvent.AwaitCompleted it -> asked(it.key(), "a wait for the signal " + it.signal());
            case TaskEvent.SignalSetAside it ->
                Optional.of(failure("the signal of " + it.key() + " is of no use to it. " + it.reason()));
            case TaskEvent.ChildStarted it -> asked(it.key(), "a child task of type " + it.type());
            case TaskEvent.RoundCompleted it -> asked(it.key(), "another round of a loop");
            case TaskEvent.ProgressMade it -> asked(it.key(), "progress");
            default -> Optional.empty();
        };
    }

    private String failure(String message) {
        return failed ? "" : "The history of task " + taskId + " has no failure, and the code now fails: " + message;
    }

    private Optional<String> asked(String key, String what) {
        String unknown = isKnown(key) ? null : unknown(what + " at " + key);
        return Optional.of(unknown == null ? "" : unknown);
    }

    private static @Nullable String keyOf(TaskEvent event) {
        return switch (event) {
            case TaskEvent.StepStarted it -> it.key();
            case TaskEvent.StepCompleted it -> it.key();
            case TaskEvent.StepFailed it -> it.key();
            case TaskEvent.StepHeartbeat it -> it.key();
            case TaskEvent.TimerStarted it -> it.key();
            case TaskEvent.AwaitStarted it -> it.key();
            case TaskEvent.AwaitCompleted it -> it.key();
            case TaskEvent.SignalSetAside it -> it.key();
            case TaskEvent.ChildStarted it -> it.key();
            case TaskEvent.RoundCompleted it -> it.key();
            case TaskEvent.ProgressMade it -> it.key();
            default -> null;
        };
    }
}
