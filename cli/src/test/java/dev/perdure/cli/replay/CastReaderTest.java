package dev.perdure.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.PerdureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CastReaderTest {
    @Test
    void timesOfVersion3AreIntervalsAndThoseOfVersion2CountFromTheBeginning() throws IOException {
        CastReader third = reader("""
                {"version": 3, "term": {"cols": 90, "rows": 30}, "idle_time_limit": 1.5}
                # a comment
                [0.5, "o", "a"]
                [0.25, "m", ""]

                [1, "x", "0"]
                """);
        assertThat(third.columns()).isEqualTo(90);
        assertThat(third.rows()).isEqualTo(30);
        assertThat(third.idleLimit()).isEqualTo(Duration.ofMillis(1500));
        assertThat(third.next()).isEqualTo(new CastEvent(Duration.ofMillis(500), "o", "a"));
        assertThat(third.next()).isEqualTo(new CastEvent(Duration.ofMillis(750), "m", ""));
        assertThat(third.next()).isEqualTo(new CastEvent(Duration.ofMillis(1750), "x", "0"));
        assertThat(third.next()).isNull();

        CastReader second = reader("""
                {"version": 2, "width": 70, "height": 20}
                [0.5, "o", "a"]
                [0.75, "o", "b"]
                """);
        assertThat(second.columns()).isEqualTo(70);
        second.next();
        assertThat(second.next()).isEqualTo(new CastEvent(Duration.ofMillis(750), "o", "b"));
    }

    @Test
    void whatIsNoRecordIsRefusedWithTheLine() throws IOException {
        assertThatThrownBy(() -> reader("hello")).isInstanceOf(PerdureException.class);
        assertThatThrownBy(() -> reader("")).hasMessageContaining("no asciicast");
        assertThatThrownBy(() -> reader("{\"version\": 1}")).hasMessageContaining("version 1");
        for (String line : new String[] {
            "{}", "[1]", "[\"a\", \"o\", \"b\"]", "[-1, \"o\", \"b\"]", "[1, \"o\"", "[1e300, \"o\", \"\"]"
        }) {
            CastReader reader = reader("{\"version\": 2}\n" + line);
            assertThatThrownBy(reader::next).as(line).hasMessageContaining("line 2");
        }
    }

    private static CastReader reader(String text) throws IOException {
        return new CastReader(new BufferedReader(new StringReader(text)), "it");
    }
}
