package dev.perdure.session.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellStartTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash",
                "-bash",
                "/bin/bash -i",
                "bash --norc --noprofile -i",
                "bash --rcfile x -l",
                "bash -o vi",
                "bash -eo pipefail",
                "bash -O extglob +O nullglob",
                "bash -s a b",
                "zsh -f -i",
                "zsh -o nobeep",
                "fish -C true",
                "fish --init-command true -N",
                "dash",
                "busybox sh",
                "sh -"
            })
    void readsCommandsFromTheTerminal(String words) {
        assertThat(ShellStart.of(List.of(words.split(" "))))
                .hasValueSatisfying(start -> assertThat(start.isInteractive()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bash x.sh",
                "/bin/bash ./x.sh a",
                "bash -c true",
                "sh -c true",
                "bash -ec true",
                "bash --rcfile x y.sh",
                "bash -i x.sh",
                "bash -- x.sh",
                "zsh -c true",
                "zsh -o nobeep x",
                "fish x.fish",
                "fish -C true x.fish",
                "fish --command true",
                "busybox sh x.sh"
            })
    void runsAScript(String words) {
        assertThat(ShellStart.of(List.of(words.split(" "))))
                .hasValueSatisfying(start -> assertThat(start.isInteractive()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat", "python3 -q", "busybox", "ssh host bash"})
    void isNoShell(String words) {
        assertThat(ShellStart.of(List.of(words.split(" ")))).isEmpty();
    }

    /** The shells hold the same sum against what they read; their side is tested with real ones. */
    @Test
    void aFrameSaysWhatItHolds() {
        assertThat(HandOver.frame("nonce00001", "echo hi; (exit 3)", false))
                .isEqualTo("perdure:nonce00001:17:1353:" + " ".repeat(37) + "echo hi; (exit 3)");
        assertThat(HandOver.frame("nonce00002", "it's\n\u00fc", true)).endsWith(" 'it\\'s'\\X0a''\\Xc3''\\Xbc''");
        assertThat(HandOver.ansi("a'b\\c\n!\u00fc")).isEqualTo("a\\047b\\134c\\012\\041\\303\\274");
    }
}
