package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Effect;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The formats on disk: every kind of event as it was first written must be read for ever, and written the same. */
class EventGoldenTest {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Failure FAILURE =
            new Failure(FailureMode.TOOL_FAILURE, "it broke", "java.io.IOException", "fetch#1", "trace");

    private final EventCodec codec = new EventCodec();

    private static List<TaskEvent> events() {
        Payload payload = Payload.inline("{\"a\":1.50}");
        return List.of(
                new TaskEvent.Created(
                        "review",
                        2,
                        payload,
                        "acme",
                        "night",
                        5,
                        "parent-1",
                        "child:review#1",
                        "root-1",
                        "key-1",
                        Map.of("team", "blue"),
                        TIME,
                        TIME,
                        42,
                        "other-1",
                        7),
                new TaskEvent.Queued(),
                new TaskEvent.AttemptStarted(3, 9, "worker:1"),
                new TaskEvent.AttemptResumed(3, "worker:1"),
                new TaskEvent.StepStarted("pay#1", Effect.ONCE),
                new TaskEvent.StepCompleted("fetch#1", payload),
                new TaskEvent.StepCompleted("large#1", Payload.blob("00ff", 70_000)),
                new TaskEvent.StepFailed("fetch#2", 2, FAILURE, TIME),
                new TaskEvent.StepFailed("fetch#3", 5, FAILURE, null),
                new TaskEvent.StepHeartbeat("long#1", payload),
                new TaskEvent.StepUnknown("pay#1"),
                new TaskEvent.StepResolved("pay#1", true, payload),
                new TaskEvent.RetryDue("fetch#2"),
                new TaskEvent.TimerStarted("timer#1", TIME),
                new TaskEvent.TimerFired("timer#1"),
                new TaskEvent.SignalReceived("approve", payload, "once"),
                new TaskEvent.AwaitStarted("signal:approve#1", "approve", TIME),
                new TaskEvent.AwaitCompleted("signal:approve#1", "approve", 16),
                new TaskEvent.AwaitTimedOut("signal:other#1"),
                new TaskEvent.ChildStarted("child:part#1", "review-1:1", "part"),
                new TaskEvent.ChildEnded("child:part#1", "review-1:1", TaskState.FAILED, null, FAILURE),
                new TaskEvent.JoinStarted(List.of("child:part#1"), true),
                new TaskEvent.RoundCompleted("loop:turns#1", 17, payload, false),
                new TaskEvent.ProgressMade("progress#1", 3, 0.5, "half"),
                new TaskEvent.Paused("looking"),
                new TaskEvent.Resumed(),
                new TaskEvent.CancelRequested("enough", TIME, FailureMode.CANCELLED),
                new TaskEvent.Released(true),
                new TaskEvent.AttemptFailed(FAILURE, TIME),
                new TaskEvent.Parked(FAILURE),
                new TaskEvent.Retried(),
                new TaskEvent.Quarantined(7, "step_completed", "its JSON is broken"),
                new TaskEvent.Repaired(6, List.of("pay#1")),
                new TaskEvent.Completed(payload),
                new TaskEvent.Failed(FAILURE),
                new TaskEvent.Cancelled("enough", true));
    }

    /** What came later. */
    private static List<TaskEvent> laterEvents() {
        return List.of(
                new TaskEvent.StepUnknown("pay#1", FAILURE),
                new TaskEvent.SignalSetAside("signal:approve#1", 16, "true or false is expected", TIME),
                new TaskEvent.SignalSetAside("signal:approve#1", 16, "true or false is expected", null),
                new TaskEvent.SignalDropped(16, "approve"));
    }

    @Test
    void everyKindOfEventIsReadAndWrittenAsItAlwaysWas() throws IOException {
        List<String> kinds = new ArrayList<>(readAndWritten(events(), "events-v1.txt"));
        kinds.addAll(readAndWritten(laterEvents(), "events-v2.txt"));
        assertThat(kinds.stream().distinct()).hasSize(TaskEvent.class.getPermittedSubclasses().length);
    }

    private List<String> readAndWritten(List<TaskEvent> events, String golden) throws IOException {
        List<String> written = new ArrayList<>();
        for (TaskEvent event : events) {
            String json = codec.encode(event);
            written.add(EventCodec.kind(event) + " " + json);
            assertThat(codec.decode(EventCodec.kind(event), json)).isEqualTo(event);
        }
        assertThat(written).containsExactlyElementsOf(golden(golden));
        return written.stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    @Test
    void anImageOfAModelIsReadAsItAlwaysWas() throws IOException {
        TaskModel model = new TaskModel("review-1");
        List<TaskEvent> history = List.of(
                events().get(0),
                new TaskEvent.Queued(),
                new TaskEvent.AttemptStarted(1, 1, "worker:1"),
                new TaskEvent.StepCompleted("fetch#1", Payload.inline("1")),
                new TaskEvent.StepStarted("pay#1", Effect.ONCE),
                new TaskEvent.SignalReceived("early", Payload.NULL, "k"),
                new TaskEvent.ChildStarted("child:part#1", "review-1:1", "part"),
                new TaskEvent.RoundCompleted("loop:turns#1", 3, Payload.inline("7"), false),
                new TaskEvent.StepCompleted("pay#1", Payload.inline("2")),
                new TaskEvent.TimerStarted("timer#1", TIME));
        for (int i = 0; i < history.size(); i++) {
            model.apply(i + 1, TIME.plusMillis(i), history.get(i));
        }
        String json = codec.encodeImage(new EventCodec.Image("ab", 5, model.image()));
        String golden = golden("image-v1.txt").getFirst();
        assertThat(codec.decodeImage(golden)).isEqualTo(codec.decodeImage(json));
        assertThat(TaskModel.of(codec.decodeImage(golden).model()).image()).isEqualTo(model.image());
    }

    private static List<String> golden(String name) throws IOException {
        try (var file = Objects.requireNonNull(EventGoldenTest.class.getResourceAsStream("/golden/" + name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
