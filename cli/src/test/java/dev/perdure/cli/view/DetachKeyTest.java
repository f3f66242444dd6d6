package dev.perdure.cli.view;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetachKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\035",
                "\033[93;5u",
                "\033[93;133u", // NumLock
                "\033[93;69u", // CapsLock
                "\033[93;197u", // both
                "\033[93:125;5u", // with its shifted alternate
                "\033[229::93;5u", // another layout; its place on a standard keyboard
                "\033[93;5:1u",
                "\033[93;5:2u", // held down
                "\033[93;133:1;29u", // with text
                "\033[27;5;93~",
                "\033[27;133;93~"
            })
    void theKeyIsFoundInEveryWayTerminalsSendIt(String sent) {
        assertThat(find("ls" + sent + "rest")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "]",
                "\033[93;5:3u", // let go
                "\033[93;1u",
                "\033[93;6u", // with Shift
                "\033[93;7u", // with Alt
                "\033[94;5u",
                "\033[27;5;94~",
                "\033[5;93u",
                "\033[93u",
                "\033[999999999999;5u",
                "\033[200~a\035b\033[93;5uc\033[201~",
                "\033[200~\035"
            })
    void nothingElseIs(String sent) {
        assertThat(find("ls" + sent)).isEqualTo(-1);
    }

    @Test
    void aPasteOverManyReadsHoldsNoKeyAndTheKeyAfterItIsFound() {
        DetachKeyFinder finder = DetachKey.of("C-]").finder();
        assertThat(find(finder, "\033[20")).isEqualTo(-1);
        assertThat(find(finder, "0~begin\035")).isEqualTo(-1);
        assertThat(find(finder, "\035\035")).isEqualTo(-1);
        assertThat(find(finder, "end\033[2")).isEqualTo(-1);
        assertThat(find(finder, "01~")).isEqualTo(-1);
        assertThat(find(finder, "x\035")).isEqualTo(1);
    }

    @Test
    void aSequenceThatIsCutInTwoIsFound() {
        DetachKeyFinder finder = DetachKey.of("C-]").finder();
        assertThat(find(finder, "ls\033[93")).isEqualTo(-1);
        assertThat(find(finder, ";5u")).isZero();
    }

    @Test
    void aPasteWithoutAnEndKeepsNobodyIn() {
        DetachKeyFinder finder = DetachKey.of("C-]").finder();
        assertThat(find(finder, "\033[200~text")).isEqualTo(-1);
        assertThat(find(finder, "\035")).isZero();
        assertThat(find(finder, "\033[93;5u")).isZero();
    }

    @Test
    void withNoneThereIsNoKey() {
        assertThat(find(DetachKey.of("none").finder(), "\0\035\033[0;5u")).isEqualTo(-1);
    }

    private static int find(String sent) {
        return find(DetachKey.of("C-]").finder(), sent);
    }

    private static int find(DetachKeyFinder finder, String sent) {
        byte[] bytes = sent.getBytes(ISO_8859_1);
        return finder.find(bytes, bytes.length);
    }
}
