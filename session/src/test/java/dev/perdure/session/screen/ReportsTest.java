package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.replies;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportsTest {

    /** ^ stands for ESC, ~ for BEL. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "^[c ^[?64;1;6;15;21;22;28c",
                "^[>c ^[>41;276;0c",
                "^[=c ^P!|50455244^\\",
                "^[>q ^P>|perdure^\\",
                "^[5n ^[0n",
                "^[3;4H^[6n ^[3;4R",
                "^[3;4H^[?6n ^[?3;4R",
                "^[?15n ^[?13n",
                "^[x ^[2;1;1;128;128;1;0x",
                "^[?7$p ^[?7;1$y",
                "^[?2026$p ^[?2026;2$y",
                "^[?1006h^[?1006$p ^[?1006;1$y",
                "^[?9999$p ^[?9999;0$y",
                "^[4h^[4$p ^[4;1$y",
                "^[1;31m^P$qm^\\ ^P1$r0;1;31m^\\",
                "^[2;5r^P$qr^\\ ^P1$r2;5r^\\",
                "^[?69h^[2;5s^P$qs^\\ ^P1$r2;5s^\\",
                "^[1\"q^P$q\"q^\\ ^P1$r1\"q^\\",
                "^P$q?^\\ ^P0$r^\\",
                "^P+q544e^\\ ^P1+r544e=787465726D2D323536636F6C6F72^\\",
                "^P+q7878^\\ ^P0+r^\\",
                "^P+qzz^\\ ^P0+r^\\",
                "^[18t ^[8;24;80t",
                "^]4;1;?^\\ ^]4;1;rgb:cdcd/0000/0000^\\",
                "^]11;?~ ^]11;rgb:0000/0000/0000^\\",
                "^]10;#fff~^]10;?~ ^]10;rgb:f000/f000/f000^\\",
                "^]4;9;rgb:f/80/ffff~^]4;9;?~ ^]4;9;rgb:ffff/8080/ffff^\\",
                "A^[7;1;1;1;1;1*y ^P7!~FFBF^\\",
                "^[1mA^[7;1;1;1;1;1*y ^P7!~FF3F^\\",
            })
    void questionIsAnswered(String question, String answer) {
        assertThat(replies(question.replace('^', '\033').replace('~', '\007')))
                .containsExactly(answer.replace('^', '\033'));
    }

    @Test
    void titlesAndClipboardAreNotTold() {
        assertThat(replies("\033]2;x\007\033[21t\033[20t\033]52;c;?\007\005")).isEmpty();
    }

    @Test
    void answerbackIsSentWhenConfigured() {
        StringBuilder answers = new StringBuilder();
        Screen screen = new Screen(
                9,
                1,
                new ScreenOptions(0, false, "me", "v", Dialect.XTERM),
                bytes -> answers.append(new String(bytes, StandardCharsets.UTF_8)),
                ScreenListener.NONE);
        screen.feed("\005\033[>q");
        assertThat(answers).hasToString("me\033P>|v\033\\");
    }

    @Test
    void resizeIsReportedWhenAskedFor() {
        StringBuilder answers = new StringBuilder();
        Screen screen = new Screen(
                9,
                1,
                ScreenOptions.DEFAULT,
                bytes -> answers.append(new String(bytes, StandardCharsets.UTF_8)),
                ScreenListener.NONE);
        screen.feed("\033[?2048h");
        screen.resize(80, 24);
        assertThat(answers).hasToString("\033[48;24;80;0;0t");
    }
}
