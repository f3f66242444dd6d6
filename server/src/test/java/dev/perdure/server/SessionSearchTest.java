package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Text found on the screen and above it. */
class SessionSearchTest extends OwnDaemon {
    @BeforeEach
    void printManyLines() throws IOException {
        startShell();
        post("/v1/sessions/dev/input", "{\"text\": \"clear; seq -f item-%g 300; echo en''d\\r\"}");
        waitForScreen("\nend\n");
    }

    @Test
    void linesAreFoundByTheirNumbersInTheScrollbackAndOnTheScreen() throws IOException {
        JsonNode found = search("^item-1[0-9]$");
        JsonNode shown = get("/v1/sessions/dev/screen?scrollback=1000");
        assertThat(texts(found)).hasSize(10).startsWith("item-10").endsWith("item-19");
        assertThat(found.path("more").asBoolean(true)).isFalse();
        for (JsonNode match : found.path("matches")) {
            assertThat(match.has("row")).isFalse();
            assertThat(match.path("match").asString())
                    .isEqualTo(match.path("text").asString());
            int index = Math.toIntExact(
                    match.path("line").asLong() - found.path("first").asLong());
            assertThat(shown.path("scrollback").path(index).asString())
                    .isEqualTo(match.path("text").asString());
        }

        JsonNode last = search("-300").path("matches").path(0);
        int row = last.path("row").asInt(-1);
        assertThat(shown.path("text").asString().lines().toList().get(row)).isEqualTo("item-300");
        assertThat(last.path("column").asInt()).isEqualTo(4);
        assertThat(last.path("match").asString()).isEqualTo("-300");
        assertThat(last.path("line").asLong()).isEqualTo(found.path("top").asLong() + row);
    }

    @Test
    void theNumberOfALineStaysWhenItScrollsAway() throws IOException {
        long line = search("^item-300$").path("matches").path(0).path("line").asLong();
        post("/v1/sessions/dev/input", "{\"text\": \"seq -f more-%g 50; echo do''ne\\r\"}");
        waitForScreen("\ndone\n");
        JsonNode match = search("^item-300$").path("matches").path(0);
        assertThat(match.path("line").asLong()).isEqualTo(line);
        assertThat(match.has("row")).isFalse();
    }

    @Test
    void whereThereIsMoreThanAskedForItIsSaid() throws IOException {
        JsonNode few = get("/v1/sessions/dev/search?limit=3&pattern=" + encode("^item-\\d+$"));
        assertThat(texts(few)).containsExactly("item-1", "item-2", "item-3");
        assertThat(few.path("more").asBoolean()).isTrue();
        assertThat(search("no such text").path("matches")).isEmpty();
    }

    @Test
    void mistakesAreToldAndAHopelessPatternHoldsNothingUp() throws IOException {
        assertMistake(client.get("/v1/sessions/dev/search"), "The pattern is missing");
        assertMistake(client.get("/v1/sessions/dev/search?pattern=("), "no regular expression");
        assertMistake(client.get("/v1/sessions/dev/search?pattern=x&limit=0"), "from 1 to 10000");
        post("/v1/sessions/dev/input", "{\"text\": \"echo " + "a".repeat(60) + "\"}");
        waitForScreen("a".repeat(60));
        assertMistake(
                client.get("/v1/sessions/dev/search?pattern=" + encode("a*a*a*a*a*a*a*a*a*b")), "reads more than");
        post("/v1/sessions/dev/input", "{\"text\": \"; echo go''es-on\\r\"}");
        waitForScreen("goes-on");
    }

    private JsonNode search(String pattern) throws IOException {
        return get("/v1/sessions/dev/search?pattern=" + encode(pattern));
    }

    private static List<String> texts(JsonNode found) {
        return found.path("matches")
                .valueStream()
                .map(match -> match.path("text").asString())
                .toList();
    }
}
