package dev.perdure.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.screen.Dialect;
import dev.perdure.session.screen.Replies;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenListener;
import dev.perdure.session.screen.ScreenOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipboardGuardTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\033]52;c;QQ==\007",
                "\033]52;c;QQ==\033\\",
                "\033]52;c;?\007",
                "\033]052;p;QQ==\007",
                "\033]5\0002;c;QQ==\007",
                "\033]52\007",
                "\u009d52;c;QQ==\u009c",
                "\033\033]52;c;QQ==\007",
                "\033]52;c;Q\u00e9\007",
                "\033]5\1772;c;QQ==\007",
                "\033]0000000000000000000000000000000000000000000052;c;QQ==\007",
            })
    void aClipboardSequenceIsLeftOutInWhateverPiecesItComes(String sequence) {
        String output = "before" + sequence + "after\033[1m";
        for (int piece : new int[] {Integer.MAX_VALUE, 1, 2}) {
            assertThat(passed(output, piece).replace("\033\\", ""))
                    .isEqualTo("before"
                            + (sequence.startsWith("\033\033") ? "\033\033" : sequence.startsWith("\033") ? "\033" : "")
                            + "after\033[1m");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain 漢字 \u00c2\u00a0",
                "\033]0;52;title\007",
                "\033]520;x\007",
                "\033]5;2\007",
                "\033]8;;https://example.org/52\033\\link\033]8;;\033\\",
                "\033[52;1H",
                "\033]133;D;0\007",
                "\033]\007\033P$q52\033\\",
                "\0337\0338\033\033[A",
            })
    void everythingElsePassesByteForByte(String output) {
        assertThat(passed(output + "end", Integer.MAX_VALUE)).isEqualTo(output + "end");
        assertThat(passed(output + "end", 1)).isEqualTo(output + "end");
    }

    @Test
    void whatWasCutOffIsForgottenWithAReset() {
        var guard = new ClipboardGuard();
        assertThat(guard.pass("\033]52;c;QQ".getBytes(UTF_8))).asString(UTF_8).isEqualTo("\033\033\\");
        guard.reset();
        assertThat(guard.pass("screen".getBytes(UTF_8))).asString(UTF_8).isEqualTo("screen");
    }

    /** What a terminal that allows it hears of the clipboard is nothing, and all else it shows as without the guard. */
    @Test
    void aTerminalHearsNothingOfTheClipboardWhateverComes() {
        String[] pieces = {
            "\033",
            "]",
            "52",
            "5",
            "2",
            ";",
            "c;",
            "QQ==",
            "\007",
            "\\",
            "\u009d",
            "\u009c",
            "\u0080",
            "x",
            "\030",
            "\033]0;t",
            "é",
            "\033P",
            "\r"
        };
        for (int seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var output = new StringBuilder();
            for (int i = 0; i < 30; i++) {
                output.append(pieces[random.nextInt(pieces.length)]);
            }
            List<String> heard = new ArrayList<>();
            Screen plain = screen(new ArrayList<>());
            plain.feed(output + "\030");
            Screen guarded = screen(heard);
            guarded.feed(passed(output + "\030", 1 + random.nextInt(5)));
            assertThat(heard).as("seed %d", seed).isEmpty();
            // After ESC terminals differ in what is no part of a sequence, and the guard is on the safe side.
            if (output.indexOf("é") < 0) {
                assertThat(guarded.text()).as("seed %d", seed).isEqualTo(plain.text());
            }
        }
    }

    private static Screen screen(List<String> heard) {
        return new Screen(
                80, 5, new ScreenOptions(0, true, "", "v", Dialect.XTERM), Replies.NONE, new ScreenListener() {
                    @Override
                    public void clipboardWritten(String selection, String base64) {
                        heard.add(base64);
                    }

                    @Override
                    public void clipboardRefused() {
                        heard.add("?");
                    }
                });
    }

    private static String passed(String output, int piece) {
        var guard = new ClipboardGuard();
        byte[] bytes = output.getBytes(UTF_8);
        var passed = new java.io.ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(piece, bytes.length - at);
            passed.writeBytes(guard.pass(java.util.Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return passed.toString(UTF_8);
    }
}
