package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
    @ParameterizedTest
    @CsvSource({
        "C-c, 03",
        "C-C, 03",
        "Enter, 0d",
        "Up, 1b5b41",
        "C-Up, 1b5b313b3541",
        "S-Tab, 1b5b5a",
        "M-x, 1b78",
        "F1, 1b4f50",
        "F5, 1b5b31357e",
        "S-F5, 1b5b31353b327e",
        "PageUp, 1b5b357e",
        "C-[, 1b",
        "C-Space, 00",
        "M-Enter, 1b0d",
        "é, c3a9",
        "C-M-a, 1b01"
    })
    void aKeyIsWhatAnXtermSends(String key, String hex) {
        assertThat(java.util.HexFormat.of().formatHex(Keys.encode(key, false))).isEqualTo(hex);
    }

    @Test
    void anArrowFollowsTheApplicationMode() {
        assertThat(new String(Keys.encode("Up", true), StandardCharsets.US_ASCII))
                .isEqualTo("\033OA");
    }

    @Test
    void anUnknownKeyIsRefusedWithThoseThatAreKnown() {
        assertThatThrownBy(() -> Keys.encode("Upp", false)).hasMessageContaining("known are");
    }
}
