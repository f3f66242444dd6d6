package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.anchor.Program;
import dev.perdure.session.log.Slice;
import dev.perdure.session.screen.Screen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Tests in a real shell on a terminal of its own, in a home of its own. */
abstract class OwnShells extends OwnSessions {
    final Map<String, String> more = new HashMap<>();

    AgentTerminal shell(String name, String... command) throws Exception {
        assumeTrue(
                Stream.of("/bin/", "/usr/bin/").anyMatch(folder -> Files.exists(Path.of(folder + name))),
                name + " isn't installed");
        Map<String, String> environment = new HashMap<>(LiveTerminal.environment());
        environment.put("HOME", state.toString());
        environment.putAll(more);
        if (!Files.exists(state.resolve(".zshrc"))) {
            Files.writeString(state.resolve(".zshrc"), "PS1='ready> '\n");
        }
        List<String> words = command.length == 0 ? List.of(name, "-i") : List.of(command);
        return start(SessionSpec.of(Optional.of("s"), Program.of(words, environment, state)));
    }

    AgentTerminal atPrompt(String name, String... command) throws Exception {
        AgentTerminal terminal = shell(name, command);
        assertThat(terminal.waitFor(new Until.Prompt(), PATIENCE)).isInstanceOf(Waited.Met.class);
        return terminal;
    }

    Session session() {
        return sessions.get("s");
    }

    String raw() {
        return switch (session().output().read(0, 8 << 20)) {
            case Slice.Bytes slice -> new String(slice.bytes(), StandardCharsets.UTF_8);
            case Slice.Dropped dropped -> throw new AssertionError("the beginning is gone: " + dropped);
        };
    }

    void typed(AgentTerminal terminal, String text, String shown) {
        terminal.send(text);
        await().until(() -> session().look(Screen::text).contains(shown));
    }

    static void isBusy(ThrowingCallable run, String why) {
        assertThatThrownBy(run).isInstanceOfSatisfying(SessionException.class, e -> {
            assertThat(e.reason()).isEqualTo(SessionException.Reason.BUSY);
            assertThat(e.getMessage()).contains(why);
        });
    }

    static void isDone(RunResult result, int exit, String output) {
        assertThat(result).isEqualTo(new RunResult.Done(exit, output, false));
    }

    static String cursorLine(AgentTerminal terminal) {
        ScreenText screen = terminal.readScreen();
        return screen.lines().get(screen.row());
    }
}
