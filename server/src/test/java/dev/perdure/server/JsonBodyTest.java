package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Json;
import dev.perdure.api.PerdureException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {
    private static final Set<String> KNOWN = Set.of("before", "input", "after");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890.123456789012345678901234567890",
                "1.50",
                "-0",
                "7",
                "1e400",
                "true",
                "null",
                "\"\"",
                "\"a \\\"quoted\\\" \\u00e9 } ,\"",
                "{}",
                "[]",
                "[1 , {\"b\" : [ ] }]",
                "{ \"a\":\n1 }"
            })
    void keepsAPayloadAsItWasWritten(String payload) {
        assertThat(body("{\"input\":" + payload + "}").json("input")).isEqualTo(new Json(payload));
        assertThat(body("{ \"before\" : 1 , \"input\" : " + payload + "\n , \"after\" : 2 }")
                        .json("input"))
                .isEqualTo(new Json(payload));
    }

    @Test
    void takesAnEmptyBodyForNoFields() {
        assertThat(body(" ").json("input")).isNull();
        assertThat(body("{}").string("input")).isNull();
        assertThat(body("{\"input\":null}").string("input")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"input\":1,\"input\":2}", "{\"input\":}", "{\"input\":[1}", "nul", "{\"input\":1", "\"input\""
            })
    void refusesWhatIsNotOneObject(String text) {
        assertThatThrownBy(() -> body(text))
                .isInstanceOf(PerdureException.class)
                .hasMessageContaining("The request's body");
    }

    @Test
    void refusesNestingWithoutEnd() {
        assertThatThrownBy(() -> body("{\"input\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .isInstanceOf(PerdureException.class)
                .hasMessageContaining("nesting");
    }

    private static JsonBody body(String text) {
        return JsonBody.of(text, KNOWN);
    }
}
