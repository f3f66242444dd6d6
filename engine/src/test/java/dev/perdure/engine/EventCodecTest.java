package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.core.TaskModel;
import dev.perdure.engine.json.EventCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private final EventCodec codec = new EventCodec();

    @Test
    void completedStepsKeepTheirKeysAndResultsWhateverIsInThem() {
        for (String key :
                List.of("plain#1", "with \"quotes\"#1", "back\\slash#2", "line\nbreak#1", "日本#1", "tab\t#1")) {
            for (Payload result :
                    List.of(Payload.inline("{\"a\":[1,2.50,\"x\"]}"), Payload.NULL, Payload.blob("ab", 70_000))) {
                TaskEvent event = new TaskEvent.StepCompleted(key, result);
                assertThat(codec.decode(EventCodec.kind(event), codec.encode(event)))
                        .isEqualTo(event);
            }
        }
    }

    @Test
    void payloadsComeBackCharacterForCharacter() {
        for (String json : List.of(
                "1e400",
                "1.0",
                "-0.0",
                "1E+2",
                "100",
                "9".repeat(1_000),
                "{ \"a\" : [ 1.50 ,\"\\u0041\\/\" ] }",
                "\"" + "x".repeat(100_000) + "\"",
                "[".repeat(2_000) + "]".repeat(2_000),
                "1e99999999999")) {
            Payload payload = Payload.inline(json);
            List<TaskEvent> events = List.of(
                    new TaskEvent.SignalReceived("go", payload, "k"),
                    new TaskEvent.StepResolved("pay#1", true, payload),
                    new TaskEvent.RoundCompleted("loop:turns#1", 3, payload, false));
            for (TaskEvent event : events) {
                assertThat(codec.decode(EventCodec.kind(event), codec.encode(event)))
                        .isEqualTo(event);
            }
            TaskModel model = new TaskModel("task");
            model.apply(1, Instant.EPOCH, created(payload));
            model.apply(2, Instant.EPOCH, new TaskEvent.StepCompleted("fetch#1", payload));
            model.apply(3, Instant.EPOCH, events.getFirst());
            var image = new EventCodec.Image("00", 1, model.image());
            assertThat(codec.decodeImage(codec.encodeImage(image))).isEqualTo(image);
        }
    }

    @Test
    void whatCanNotBeReadIsSaidWithoutTheParsersInsides() {
        String whole = codec.encode(new TaskEvent.StepCompleted("fetch#1", Payload.inline("{\"a\":[1,2]}")));
        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> codec.decode("step_completed", cut))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .isNotBlank()
                    .doesNotContain("Source", "jackson", "`", "\n");
        }
    }

    private static TaskEvent.Created created(Payload input) {
        return new TaskEvent.Created(
                "type", 1, input, "default", "default", 0, null, null, "task", null, Map.of(), null, null, 7, null, 0);
    }
}
