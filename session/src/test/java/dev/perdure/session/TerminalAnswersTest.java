package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalAnswersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[?64;1;6c",
                "[>41;276;0c",
                "[12;40R",
                "[?12;40R",
                "[0n",
                "[?2026;2$y",
                "[8;24;80t",
                "[?1u",
                "P1$r0m\033\\",
                "P>|xterm(390)\033\\",
                "]11;rgb:0000/0000/0000\007",
                "]4;1;rgb:00/00/00\033\\"
            })
    void anAnswerIsTakenOutAndWhatWasTypedStays(String answer) {
        assertThat(strip("a\033" + answer + "b\033[A")).isEqualTo("ab\033[A");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain 漢字",
                "\033[A",
                "\033[1;5A",
                "\033[1;5R",
                "\033OP",
                "\033[200~x\033[201~",
                "\033",
                "\033[15~",
                "\033[<0;10;10M",
                "\033[M !!",
                "\033x"
            })
    void keysPastesAndMousesStay(String typed) {
        assertThat(strip(typed)).isEqualTo(typed);
    }

    private static String strip(String input) {
        byte[] stripped = TerminalAnswers.strip(input.getBytes(StandardCharsets.UTF_8));
        return new String(stripped, StandardCharsets.UTF_8);
    }
}
