package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The screen for programs: text, cursor, and how it looks. */
class ScreenDoorTest extends OwnDaemon {
    @Test
    void textComesWithItsCursorAndWithLooksWhereTheyAreAskedFor() throws IOException {
        JsonNode session = post("/v1/sessions", """
                {"name": "dev", "cwd": "/", "columns": 40, "rows": 5, "argv": ["sh", "-c",
                "printf 'plain \\\\033[1;31mred\\\\033[0m\\\\n\\\\033[4:3;38;2;1;2;3;48;5;208mx\\\\033[m end'; read stop"]}""");
        assertThat(session.path("name").asString()).isEqualTo("dev");
        waitForScreen(" end");
        JsonNode plain = get("/v1/sessions/dev/screen");
        assertThat(plain.has("styles")).isFalse();
        assertThat(plain.path("text").asString()).isEqualTo("plain red\nx end\n\n\n\n");
        assertThat(plain.path("cursor").toString()).isEqualTo("{\"row\":1,\"column\":5,\"visible\":true}");
        assertThat(plain.path("offset").asLong())
                .isEqualTo(get("/v1/sessions/dev").path("offset").asLong());

        JsonNode styled = get("/v1/sessions/dev/screen?attributes=true");
        assertThat(styled.path("styles")).hasSize(5);
        assertThat(styled.at("/styles/0").toString())
                .isEqualTo(
                        "[{\"column\":0,\"width\":6,\"text\":\"plain \"},"
                                + "{\"column\":6,\"width\":3,\"text\":\"red\",\"foreground\":\"red\",\"attributes\":[\"bold\"]}]");
        assertThat(styled.at("/styles/1").toString())
                .isEqualTo("[{\"column\":0,\"width\":1,\"text\":\"x\",\"foreground\":\"#010203\","
                        + "\"background\":\"palette_208\",\"underline\":\"curly\"},"
                        + "{\"column\":1,\"width\":4,\"text\":\" end\"}]");
        assertThat(styled.at("/styles/2")).isEmpty();
        assertThat(styled.path("cursor")).isEqualTo(plain.path("cursor"));
        assertMistake(client.get("/v1/sessions/dev/screen?attributes=perhaps"), "neither true nor false");
    }
}
