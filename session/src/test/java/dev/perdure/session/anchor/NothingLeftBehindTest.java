package dev.perdure.session.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessTree;
import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NothingLeftBehindTest {
    private static final int SESSIONS = 500;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path state;

    @Test
    void fiveHundredSessionsLeaveNoProcessNoZombieAndNoDescriptor() throws IOException {
        runOne(0);
        List<String> descriptorsBefore = descriptors();
        Set<Integer> childrenBefore = children();
        for (int i = 1; i <= SESSIONS; i++) {
            runOne(i);
        }
        assertThat(children()).isEqualTo(childrenBefore);
        await().atMost(LIMIT).until(() -> mentioning(state.toString()).isEmpty());
        assertThat(descriptors()).hasSameSizeAs(descriptorsBefore);
    }

    private void runOne(int number) {
        SessionFiles files = SessionFiles.create(state.resolve("s" + number));
        Program program = Program.of(List.of("sh", "-c", "exit " + number % 100), LiveTerminal.environment(), state);
        Anchor anchor = Anchor.start(files, program, TerminalSize.DEFAULT, Placement.NONE);
        assertThat(anchor.awaitExit(LIMIT)).contains(new Exit.Exited(number % 100));
        anchor.release();
        files.delete();
    }

    private static Set<Integer> children() {
        int self = (int) ProcessHandle.current().pid();
        return ProcessTree.all().stream()
                .filter(process -> process.parent() == self)
                .map(ProcStat::pid)
                .collect(Collectors.toSet());
    }

    /** Processes whose arguments name the test's directory: anchors, wherever they hang by now. */
    private static List<Integer> mentioning(String text) {
        int self = (int) ProcessHandle.current().pid();
        return ProcessTree.ofAll(ProcessTree.all().stream().map(ProcStat::pid).toList()).stream()
                .filter(process -> process.pid() != self && process.title().contains(text))
                .map(process -> process.pid())
                .toList();
    }

    private static List<String> descriptors() throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            return links.map(Path::toString).toList();
        }
    }
}
