package dev.perdure.session.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.linux.Pid;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.process.ProcessInfo;
import dev.perdure.session.process.ProcessTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptionTest {
    @TempDir
    Path state;

    @Test
    void aShellKeepsItsVariablesAndItsExitCodeAfterKill9OfTheDaemon() throws Exception {
        Process daemon = SpawningDaemon.start(state, 1, "bash", "--norc", "--noediting", "-i");
        SessionFiles files = new SessionFiles(state.resolve("s0"));
        LiveTerminal first = new LiveTerminal(Anchor.adopt(files));
        first.type("kept=before; sleep 1000 &\n").expect("ready> ");
        first.type("echo job=$!.\n").expect("job=").expect(".");
        first.anchor().close();

        kill9(daemon);
        try (LiveTerminal second = new LiveTerminal(Anchor.adopt(files))) {
            assertThat(second.anchor().exit()).isEmpty();
            assertThat(second.anchor().pty().slave())
                    .isEqualTo(files.anchor().orElseThrow().slave());
            second.type("echo kept=$kept; jobs\n").expect("kept=before").expect("Running");
            second.type("kill %1; wait; exit 42\n");
            assertThat(second.exit()).isEqualTo(new Exit.Exited(42));
        }
    }

    @Test
    void anExitWhileNoDaemonLivedIsCollectedWithTheLastOutput() throws Exception {
        Process daemon = SpawningDaemon.start(state, 1, "sh", "-c", "read go; echo last words; kill -9 $$");
        SessionFiles files = new SessionFiles(state.resolve("s0"));
        Anchor trigger = Anchor.adopt(files);
        kill9(daemon);
        trigger.pty().write(new byte[] {'\n'}, 0, 1);
        trigger.close();
        await().atMost(Duration.ofSeconds(20)).until(() -> files.exit().isPresent());

        try (LiveTerminal second = new LiveTerminal(Anchor.adopt(files))) {
            assertThat(second.exit()).isEqualTo(new Exit.Signalled(Pid.SIGKILL));
            second.expect("last words");
        }
    }

    @Test
    void aCourierBringsTheTerminalWhereItMayNotBeCopied() throws Exception {
        Process daemon = SpawningDaemon.start(state, 1, "bash", "--norc", "--noediting", "-i");
        kill9(daemon);
        SessionFiles files = new SessionFiles(state.resolve("s0"));
        try (LiveTerminal first = new LiveTerminal(Anchor.adopt(files, Takeover.COURIER))) {
            first.expect("ready> ").type("echo $((6*7))\n").expect("42");
            first.anchor().pty().close();
            LiveTerminal second = new LiveTerminal(Anchor.adopt(files, Takeover.COURIER));
            second.type("(exit 9); kill -KILL $$\n");
            assertThat(second.exit()).isEqualTo(new Exit.Signalled(Pid.SIGKILL));
            second.anchor().close();

            LiveTerminal third = new LiveTerminal(Anchor.adopt(files, Takeover.COURIER));
            assertThat(third.exit()).isEqualTo(new Exit.Signalled(Pid.SIGKILL));
            third.anchor().close();
        }
        assertThat(files.read(Courier.COMMAND)).isEmpty();
    }

    @Test
    void whereTheKernelRefusesTheCopyItSaysSoAndASessionIsAdoptedAllTheSame() throws Exception {
        Process daemon = SpawningDaemon.start(state, 1, "bash", "--norc", "--noediting", "-i");
        SessionFiles files = new SessionFiles(state.resolve("s0"));
        LiveTerminal first = new LiveTerminal(Anchor.adopt(files));
        first.expect("ready> ").type("kept=before; echo don''e\n").expect("done");
        first.anchor().close();
        kill9(daemon);

        Process adopter =
                TestJvm.start(FilteredAdopter.class, List.of(files.directory().toString()));
        assertThat(adopter.inputReader().readAllLines())
                .containsExactly(
                        new Takeover.Capability(
                                        Takeover.COURIER,
                                        "the kernel or a system call filter doesn't offer pidfd_getfd")
                                .toString(),
                        new Exit.Exited(42).toString());
        assertThat(adopter.waitFor()).isZero();
    }

    @Test
    void theProbeNamesAWayAndItsReason() {
        Takeover.Capability capability = Takeover.probe();
        assertThat(capability.reason()).isNotBlank();
        assertThat(capability.way()).isNotNull();
    }

    @Test
    void allSessionsOfADeadDaemonAreAdopted() throws Exception {
        int count = 20;
        Process daemon = SpawningDaemon.start(state, count, "sh", "-c", "while read line; do echo got $line; done");
        kill9(daemon);
        List<LiveTerminal> adopted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            adopted.add(new LiveTerminal(Anchor.adopt(new SessionFiles(state.resolve("s" + i)))));
        }
        for (int i = 0; i < count; i++) {
            adopted.get(i).type("line " + i + "\n").expect("got line " + i);
        }
        List<Integer> anchors = adopted.stream()
                .map(terminal -> terminal.anchor().process().number())
                .toList();
        adopted.forEach(LiveTerminal::close);
        // Hung up: the shells end with their terminals. Their new parent collects the anchors when it gets to it.
        await().atMost(Duration.ofSeconds(20)).until(() -> anchors.stream().allMatch(AdoptionTest::ended));
    }

    @Test
    void aDaemonKilledWhileItStartsSessionsLeavesOnlyOnesThatCanBeAdopted() throws Exception {
        Process daemon = SpawningDaemon.launch(state, 1000, "sleep", "1000");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> new SessionFiles(state.resolve("s7")).anchor().isPresent());
        kill9(daemon);
        // An anchor under way when its daemon dies goes on until it has reported.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> anchorsIn(state).stream()
                        .allMatch(directory ->
                                new SessionFiles(directory).anchor().isPresent()));
        List<Path> anchored = anchorsIn(state);
        assertThat(anchored).hasSizeGreaterThan(7);
        for (Path directory : anchored) {
            Anchor anchor = Anchor.adopt(new SessionFiles(directory));
            await().atMost(Duration.ofSeconds(20)).until(() -> anchor.pty().foregroundGroup() != 0);
            assertThat(anchor.pty().foregroundGroup()).isEqualTo(anchor.program());
            anchor.programProcess().orElseThrow().signal(Pid.SIGKILL);
            assertThat(anchor.awaitExit(Duration.ofSeconds(20))).contains(new Exit.Signalled(Pid.SIGKILL));
            anchor.release();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> anchorsIn(state).isEmpty());
    }

    /** The session directories that living anchors name in their arguments. */
    private static List<Path> anchorsIn(Path state) {
        return ProcessTree.ofAll(ProcessTree.all().stream().map(ProcStat::pid).toList()).stream()
                .map(ProcessInfo::commandLine)
                .filter(line -> line.size() > 4
                        && line.get(3).equals("perdure-anchor")
                        && line.get(4).startsWith(state + "/"))
                .map(line -> Path.of(line.get(4)))
                .distinct()
                .toList();
    }

    @Test
    void aProcessThatOnlyHasTheAnchorsNumberIsNotTakenForIt() throws IOException {
        SessionFiles files = SessionFiles.create(state.resolve("reused"));
        ProcStat self = ProcStat.of((int) ProcessHandle.current().pid()).orElseThrow();
        String boot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        String stat = Files.readString(Path.of("/proc/self/stat")).strip();
        String forged = stat.replace(" " + self.startTicks() + " ", " " + (self.startTicks() - 1) + " ");
        files.write(
                "anchor",
                "perdure-anchor 1\nboot " + boot + "\nslave /dev/pts/0\ngroup \nprogram 1\nstat " + forged + "\n");
        assertRefused(files, AdoptionException.Reason.GONE);
        files.write("anchor", "perdure-anchor 1\nboot other\nslave /dev/pts/0\ngroup \nprogram 1\nstat " + stat + "\n");
        assertRefused(files, AdoptionException.Reason.GONE);
        files.write("anchor", "perdure-anchor 1\nboot " + boot + "\nslave");
        assertRefused(files, AdoptionException.Reason.NEVER_STARTED);
    }

    private static void assertRefused(SessionFiles files, AdoptionException.Reason reason) {
        assertThatThrownBy(() -> Anchor.adopt(files))
                .isInstanceOfSatisfying(
                        AdoptionException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static boolean ended(int process) {
        return ProcStat.of(process).filter(stat -> !stat.ended()).isEmpty();
    }

    private static void kill9(Process daemon) throws InterruptedException {
        daemon.destroyForcibly();
        daemon.waitFor();
    }
}
