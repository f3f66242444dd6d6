package dev.perdure.session.freezer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.anchor.Anchor;
import dev.perdure.session.anchor.Exit;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.anchor.Placement;
import dev.perdure.session.anchor.Program;
import dev.perdure.session.anchor.SessionFiles;
import dev.perdure.session.linux.Pid;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.pty.TerminalSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTreeTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** Counts up in two processes, one a grandchild in a session of its own. */
    private static final String TICKING = """
            tick() { n=0; while :; do n=$((n+1)); echo $n >"$1"; sleep 0.01; done; }
            tick a & setsid sh -c 'n=0; while :; do n=$((n+1)); echo $n >b; sleep 0.01; done' &
            wait
            """;

    @TempDir
    Path state;

    @ParameterizedTest
    @ValueSource(strings = {"cgroup", "signals"})
    void nothingMovesWhileFrozenAndEverythingAfterwards(String means) throws Exception {
        try (LiveTerminal terminal = start(means, "sh", "-c", TICKING)) {
            SessionTree tree = SessionTree.of(terminal.anchor());
            assertThat(tree.means()).isEqualTo(means);
            await().atMost(LIMIT).until(() -> count("a") > 3 && count("b") > 3);
            assertThat(tree.isFrozen()).isFalse();

            tree.freeze(LIMIT);
            assertThat(tree.isFrozen()).isTrue();
            long a = count("a");
            long b = count("b");
            Thread.sleep(100);
            assertThat(count("a")).isEqualTo(a);
            assertThat(count("b")).isEqualTo(b);

            tree.thaw();
            await().atMost(LIMIT).until(() -> count("a") > a && count("b") > b);
            end(terminal, tree);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroup", "signals"})
    void aTreeOfAHundredProcessesIsFrozenAndKilledWhole(String means) {
        try (LiveTerminal terminal =
                start(means, "sh", "-c", "i=0; while [ $i -lt 99 ]; do sleep 1000 & i=$((i+1)); done; echo up; wait")) {
            terminal.expect("up");
            SessionTree tree = SessionTree.of(terminal.anchor());
            List<Integer> processes = tree.processes();
            assertThat(processes)
                    .hasSize(100)
                    .doesNotContain(terminal.anchor().process().number());
            tree.freeze(LIMIT);
            assertThat(tree.isFrozen()).isTrue();
            assertThat(terminal.anchor().exit()).isEmpty();

            end(terminal, tree);
            assertThat(processes)
                    .allMatch(pid ->
                            ProcStat.of(pid).filter(stat -> !stat.ended()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroup", "signals"})
    void killingTheWholeTreeLeavesTheAnchorToWriteTheExit(String means) {
        try (LiveTerminal terminal = start(means, "sh", "-c", "sleep 1000 & echo up; wait")) {
            terminal.expect("up");
            SessionTree tree = SessionTree.of(terminal.anchor());
            tree.kill(LIMIT);
            assertThat(terminal.exit()).isEqualTo(new Exit.Signalled(Pid.SIGKILL));
            remove(tree);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgroup", "signals"})
    void processesThatStartOthersAllTheTimeDoNotOutrunTheKill(String means) {
        String breeder = "f() { while :; do sleep 0.001 & sleep 0.001; done; }; f & f & echo up; wait";
        try (LiveTerminal terminal = start(means, "sh", "-c", breeder)) {
            terminal.expect("up");
            SessionTree tree = SessionTree.of(terminal.anchor());
            tree.kill(LIMIT);
            assertThat(tree.processes()).isEmpty();
            remove(tree);
        }
    }

    /** The child has its parent's memory, and the parent can't stop, until the child finds somebody at the pipe. */
    @ParameterizedTest
    @ValueSource(strings = {"cgroup", "signals"})
    void aParentThatWaitsForItsChildToBecomeAProgramIsFrozenWithIt(String means) throws Exception {
        String spawning = """
                import os
                os.mkfifo("pipe")
                actions = [(os.POSIX_SPAWN_OPEN, 0, "pipe", os.O_RDONLY, 0)]
                os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", "echo went on"], os.environ, file_actions=actions), 0)
                """;
        try (LiveTerminal terminal = start(means, "python3", "-c", spawning)) {
            int parent = terminal.anchor().program();
            await().atMost(LIMIT).until(() -> Files.exists(state.resolve("pipe")) && stateOf(parent) == 'D');
            SessionTree tree = SessionTree.of(terminal.anchor());
            tree.freeze(LIMIT);
            assertThat(tree.isFrozen()).isTrue();

            tree.thaw();
            Files.writeString(state.resolve("pipe"), "");
            terminal.expect("went on");
            assertThat(terminal.exit()).isEqualTo(new Exit.Exited(0));
            remove(tree);
        }
    }

    private static char stateOf(int process) {
        return ProcStat.of(process).orElseThrow().state();
    }

    @Test
    void aDaemonisedProcessIsStillHeldByTheControlGroup() {
        try (LiveTerminal terminal =
                start("cgroup", "sh", "-c", "setsid sh -c 'sleep 1000 & echo $! >left' </dev/null; echo up; exit 0")) {
            terminal.exit();
            SessionTree tree = SessionTree.of(terminal.anchor());
            assertThat(tree.processes()).containsExactly((int) count("left"));
            end(terminal, tree);
        }
    }

    @Test
    void bashDoesNotNoticeThatItsForegroundJobWasStoppedAndContinued() {
        try (LiveTerminal terminal = start("signals", "bash", "--norc", "--noediting", "-i")) {
            terminal.expect("ready> ").type("sleep 1000\n").expect("sleep 1000");
            int shell = terminal.anchor().program();
            await().atMost(LIMIT).until(() -> terminal.anchor().pty().foregroundGroup() != shell);
            SessionTree tree = SessionTree.of(terminal.anchor());
            tree.freeze(LIMIT);
            tree.thaw();
            terminal.type("\u0003").expect("ready> ");
            assertThat(terminal.output()).doesNotContain("Stopped");
            end(terminal, tree);
        }
    }

    @Test
    void aLaterProcessWithTheLeadersNumberIsNotTheSession() {
        int self = (int) ProcessHandle.current().pid();
        assertThat(new SignalledTree(self, java.util.OptionalLong.of(1)).processes())
                .isEmpty();
        assertThat(new SignalledTree(self, java.util.OptionalLong.empty()).processes())
                .isEmpty();
    }

    @Test
    void findsTheMountAndTheHighestGroupThatMayBeChanged() throws Exception {
        Path root = Files.createDirectories(state.resolve("mount point"));
        Path slice = root.resolve("user.slice");
        Path own = Files.createDirectories(slice.resolve("app.scope"));
        Files.createFile(own.resolve("cgroup.procs"));
        Files.createFile(slice.resolve("cgroup.procs"));
        String mounts = "29 23 0:26 / /proc rw - proc proc rw\n41 31 0:38 / "
                + root.toString().replace(" ", "\\040") + " rw,relatime shared:4 - cgroup2 cgroup2 rw\n";
        ControlGroups groups = ControlGroups.find(mounts, "1:cpu:/x\n0::/user.slice/app.scope\n")
                .orElseThrow();
        assertThat(groups.directory().getParent()).isEqualTo(slice);
        assertThat(ControlGroups.find(mounts, "1:cpu:/x\n")).isEmpty();
        assertThat(ControlGroups.find("", "0::/\n")).isEmpty();
        assertThatThrownBy(() -> groups.session("../evil")).isInstanceOf(IllegalArgumentException.class);
    }

    private LiveTerminal start(String means, String... command) {
        String name = "test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        SessionFiles files = SessionFiles.create(state.resolve(name));
        Placement placement = Placement.NONE;
        if (means.equals("cgroup")) {
            Optional<ControlGroups> groups = ControlGroups.find();
            assumeTrue(groups.isPresent(), "no control group of version 2 may be changed here");
            placement = new Placement(
                    Optional.of(groups.get().anchors().entrance()),
                    Optional.of(groups.get().session(name).entrance()));
        }
        Program program = Program.of(List.of(command), LiveTerminal.environment(), state);
        return new LiveTerminal(Anchor.start(files, program, TerminalSize.DEFAULT, placement));
    }

    private static void end(LiveTerminal terminal, SessionTree tree) {
        tree.kill(LIMIT);
        terminal.exit();
        assertThat(tree.processes()).isEmpty();
        remove(tree);
    }

    private static void remove(SessionTree tree) {
        if (tree instanceof ControlGroup group) {
            group.remove();
            assertThat(group.exists()).isFalse();
        }
    }

    private long count(String name) {
        try {
            String text = Files.readString(state.resolve(name)).strip();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (java.io.IOException e) {
            return 0;
        }
    }
}
