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
                "^[>c ^[>41;379;0c",
                "^[=c ^P!|50455244^\\",
                "^[>q ^P>|perdure^\\",
                "^[5n ^[0n",
                "^[3;4H^[6n ^[3;4R",
                "^[3;4H^[?6n ^[?3;4;1R",
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
                "^]11;?~ ^]11;rgb:0000/0000/0000~",
                "^]10;#fff~^]10;?~ ^]10;rgb:f0f0/f0f0/f0f0~",
                "^]4;9;rgb:f/80/ffff~^]4;9;?~ ^]4;9;rgb:ffff/8080/ffff~",
                "A^[7;1;1;1;1;1*y ^P7!¬FFBF^\\",
                "^[1mA^[7;1;1;1;1;1*y ^P7!¬FF3F^\\",
                "^[1\"qA^[7;1;1;1;1;1*y ^P7!¬FFBF^\\",
                "^[8mA^[7;1;1;1;1;1*y ^P7!¬FFE0^\\",
                "AB^[7;1;1;1;1;9*y ^P7!¬FF7D^\\",
                "AB__^[7;1;1;1;1;9*y ^P7!¬FF3D^\\",
                "^[4#yAB^[7;1;1;1;1;4*y ^P7!¬FF3D^\\",
                "^[5n ^[0n",
                "^[?5n ^[?0n",
                "^[?2$p ^[?2;3$y",
                "^[?3$p ^[?3;2$y",
                "^[?40h^[?3h^[?3$p ^[?3;1$y",
                "^[?3h^[?3$p ^[?3;2$y",
                "^[1$p ^[1;4$y",
                "^[62;1\"p^P$q\"p^\\ ^P1$r62;1\"p^\\",
                "^[38;5;200;48;2;1;2;3m^P$qm^\\ ^P1$r0;38:5:200;48:2::1:2:3m^\\",
                "^P$q_q^\\ ^P1$r2_q^\\",
                "^[5_q^P$q_q^\\ ^P1$r5_q^\\",
                "^[3;4H^[1$w ^P1$u3;4;1;@;@;@;0;2;O;BBBB^\\",
                "^[3g^[5GH^H^[2$w ^P2$u6^\\",
                "^]0;rm~^[21t ^]l^\\",
                "^[8;10;10t^[18t ^[8;24;80t",
                "^]4;7;#123456789abc^\\^]4;7;?^\\ ^]4;7;rgb:1212/5656/9a9a^\\",
                "^]4;7;#1234~^]4;7;?^\\ ^]4;7;rgb:e5e5/e5e5/e5e5^\\",
                "^]4;7;rgb:1/22/333~^]4;7;?^\\ ^]4;7;rgb:1111/2222/3333^\\",
                "^]4;7;Light_Blue~^]4;7;?~ ^]4;7;rgb:adad/d8d8/e6e6~",
                "^]4;7;rgbi:1/0.5/0~^]4;7;?~ ^]4;7;rgb:ffff/bcbc/0000~",
                "^]4;7;CIEXYZ:0.95047/1/1.08883~^]4;7;?~ ^]4;7;rgb:ffff/ffff/ffff~",
                "^]4;7;CIELab:100/0/0~^]4;7;?~ ^]4;7;rgb:ffff/ffff/ffff~",
                "^]4;7;CIELuv:100/0/0~^]4;7;?~ ^]4;7;rgb:ffff/ffff/ffff~",
                "^]4;7;CIExyY:0.31271/0.32902/1~^]4;7;?~ ^]4;7;rgb:ffff/ffff/ffff~",
                "^]4;7;CIEuvY:0.19784/0.46834/1~^]4;7;?~ ^]4;7;rgb:ffff/ffff/ffff~",
                "^]4;7;TekHVC:0/100/0~^]4;7;?~ ^]4;7;rgb:ffff/ffff/ffff~",
                "^]5;0;red~^]5;0;?~ ^]5;0;rgb:ffff/0000/0000~",
                "^]4;256;red~^]5;0;?~ ^]5;0;rgb:ffff/0000/0000~",
                "^]5;0;red~^]105;0~^]5;0;?~ ^]5;0;rgb:e5e5/e5e5/e5e5~",
                "^]17;red~^]17;?~ ^]17;rgb:ffff/0000/0000~",
                "^]17;red~^]117~^]17;?~ ^]17;rgb:e5e5/e5e5/e5e5~",
            })
    void questionIsAnswered(String question, String answer) {
        assertThat(replies(question.replace('^', '\033').replace('~', '\007').replace('_', ' ')))
                .containsExactly(answer.replace('^', '\033')
                        .replace('~', '\007')
                        .replace('¬', '~')
                        .replace('_', ' '));
    }

    @Test
    void titlesAndClipboardAreNotTold() {
        assertThat(replies("\033]0;x\007\033[21t\033[20t\033]52;c;?\007\005"))
                .containsExactly("\033]l\033\\", "\033]L\033\\");
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
