package dev.perdure.session.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitFileTest {
    @Test
    void readsTheFormatOfVersion1() {
        assertThat(ExitFile.parse("perdure-exit 1\nexit 3\n")).isEqualTo(new Exit.Exited(3));
        assertThat(ExitFile.parse("perdure-exit 1\nsignal 9\n")).isEqualTo(new Exit.Signalled(9));
        assertThat(ExitFile.parse("perdure-exit 1\nstatus 137\n"))
                .isEqualTo(new Exit.Unknown("its shell saw status 137, which is that exit code or signal 9"));
    }

    @Test
    void saysOfAnythingElseThatItIsUnknown() {
        for (String text : new String[] {
            "",
            "exit 3\n",
            "perdure-exit 2\nexit 3\n",
            "perdure-exit 1\nexit 3",
            "perdure-exit 1\nexit x\n",
            "perdure-exit 1\nexit 999\n",
            "perdure-exit 1\nsignal 0\n",
            "perdure-exit 1\nfine 3\n"
        }) {
            assertThat(ExitFile.parse(text)).isInstanceOf(Exit.Unknown.class);
        }
    }

    @Test
    void hasTheCodeThatAShellWouldShow() {
        assertThat(new Exit.Exited(3).shellCode()).isEqualTo(3);
        assertThat(new Exit.Signalled(9).shellCode()).isEqualTo(137);
        assertThat(new Exit.Unknown("why").shellCode()).isEqualTo(255);
    }
}
