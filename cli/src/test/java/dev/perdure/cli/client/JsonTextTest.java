package dev.perdure.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.JsonLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void anEventWithAPayloadAtTheLimitsIsReadAndPrinted() {
        for (String payload : List.of(
                "[".repeat(JsonLimits.DEPTH) + "]".repeat(JsonLimits.DEPTH),
                "9".repeat(JsonLimits.NUMBER_LENGTH),
                "{\"" + "x".repeat(JsonLimits.NAME_LENGTH) + "\":1}",
                "1.10")) {
            String event = "{\"kind\":\"task_created\",\"payload\":{\"input\":{\"json\":" + payload + "}}}";
            assertThat(JsonText.line(JsonText.parse(event))).isEqualTo(event);
            assertThat(JsonText.line(JsonText.parse(JsonText.pretty(JsonText.parse(event)))))
                    .isEqualTo(event);
        }
    }
}
