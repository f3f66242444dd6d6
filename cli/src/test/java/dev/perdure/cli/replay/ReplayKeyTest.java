package dev.perdure.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayKeyTest {
    @Test
    void keysAreFoundAmongOthers() {
        assertThat(keys(" .]xq\003\033[C\033[D\033OC\033OD\033[A"))
                .containsExactly(
                        ReplayKey.PAUSE,
                        ReplayKey.STEP,
                        ReplayKey.MARKER,
                        ReplayKey.QUIT,
                        ReplayKey.QUIT,
                        ReplayKey.FORTH,
                        ReplayKey.BACK,
                        ReplayKey.FORTH,
                        ReplayKey.BACK);
    }

    @Test
    void whatATerminalAnswersToARecordedQuestionIsNoKey() {
        String answers =
                "\033[?64;1;2;6;9;15;22c\033[24;80R\033]11;rgb:0000/q q/ ]\033\\\033]10;q\007\033P1$r q. ]\033\\"
                        + "\033[M q\003\033[<0;3;4M\033[1;5C";
        assertThat(keys(answers)).isEmpty();
        assertThat(keys(answers + "q")).containsExactly(ReplayKey.QUIT);
    }

    private static List<ReplayKey> keys(String bytes) {
        var reader = new ReplayKey.Reader();
        var keys = new ArrayList<ReplayKey>();
        for (byte b : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
            reader.take(b).ifPresent(keys::add);
        }
        return keys;
    }
}
