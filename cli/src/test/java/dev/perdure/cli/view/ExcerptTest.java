package dev.perdure.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
    @Test
    void aShortTextIsWhole() {
        assertThat(Excerpt.of("{\n  \"a\" : 1\n}").lines()).containsExactly("{", "  \"a\" : 1", "}");
        assertThat(Excerpt.of("{\n  \"a\" : 1\n}").cut()).isFalse();
    }

    @Test
    void longLinesAndLongTextsAreCutAndSaySo() {
        Excerpt wide = Excerpt.of("x".repeat(1000));
        assertThat(wide.cut()).isTrue();
        assertThat(wide.lines().getFirst()).endsWith("…").hasSize(161);
        Excerpt tall = Excerpt.of("line\n".repeat(100));
        assertThat(tall.cut()).isTrue();
        assertThat(tall.lines()).hasSize(40);
    }
}
