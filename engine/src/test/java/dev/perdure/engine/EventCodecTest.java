package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import dev.perdure.engine.json.EventCodec;
import java.util.List;
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
}
