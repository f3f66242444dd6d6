package dev.perdure.session.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.session.linux.Pid;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.pty.Expectation;
import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnchorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path state;

    private final List<Anchor> anchors = new ArrayList<>();

    @AfterEach
    void release() {
        anchors.forEach(Anchor::release);
    }

    private Anchor start(Toolbox tools, SessionFiles files, String... command) {
        Program program = Program.of(List.of(command), LiveTerminal.environment(), state);
        Anchor anchor = Anchor.start(tools, files, program, TerminalSize.DEFAULT, Placement.NONE);
        anchors.add(anchor);
        return anchor;
    }

    @ParameterizedTest
    @CsvSource({"0", "3", "126", "127", "130", "137", "141", "255"})
    void keepsTheExitCode(int code) {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "exit " + code)) {
            assertThat(terminal.exit()).isEqualTo(new Exit.Exited(code));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "6", "9", "11", "13", "15"})
    void tellsASignalFromTheExitCodeThatLooksLikeIt(int signal) {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "ulimit -c 0; kill -" + signal + " $$")) {
            assertThat(terminal.exit()).isEqualTo(new Exit.Signalled(signal));
        }
    }

    @Test
    void theProgramLeadsASessionWhoseTerminalIsTheSlave() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "echo through-tty >/dev/tty; tty; read x")) {
            terminal.expect("through-tty").expect(terminal.anchor().pty().slave());
            int program = terminal.anchor().program();
            ProcStat stat = ProcStat.of(program).orElseThrow();
            assertThat(stat.session()).isEqualTo(program);
            assertThat(stat.foregroundGroup()).isEqualTo(program);
            assertThat(stat.terminal()).isNotZero();
            assertThat(terminal.anchor().pty().foregroundGroup()).isEqualTo(program);
            ProcStat anchor = ProcStat.of(terminal.anchor().process().number()).orElseThrow();
            assertThat(anchor.session()).isEqualTo(anchor.pid());
            assertThat(anchor.terminal()).isZero();
            terminal.type("\n");
            assertThat(terminal.exit()).isEqualTo(new Exit.Exited(0));
        }
    }

    @Test
    void theProgramInheritsNoDescriptorButItsTerminal() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "ls /proc/$$/fd; readlink /proc/$$/fd/*")) {
            terminal.exit();
            String slave = terminal.anchor().pty().slave();
            assertThat(terminal.outputToTheEnd().split("\\s+")).containsExactly("0", "1", "2", slave, slave, slave);
        }
    }

    /** It outlives the daemon, and so would whatever it holds: a listening socket, a store, another session's terminal. */
    @Test
    void theAnchorHoldsNothingButTheMaster() throws IOException {
        try (ServerSocket other = new ServerSocket(0);
                LiveTerminal neighbour = LiveTerminal.start(state, "cat");
                LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "echo up; read x")) {
            terminal.expect("up");
            assertThat(other.isBound() && neighbour.anchor().exit().isEmpty()).isTrue();
            Path descriptors = Path.of("/proc/" + terminal.anchor().process().number() + "/fd");
            try (Stream<Path> held = Files.list(descriptors)) {
                List<Path> all = held.sorted().toList();
                assertThat(all)
                        .extracting(path -> path.getFileName().toString())
                        .containsExactly("0", "1", "2", "9");
                assertThat(Files.readSymbolicLink(all.getLast()).toString()).endsWith("/ptmx");
                for (Path standard : all.subList(0, 3)) {
                    assertThat(Files.readSymbolicLink(standard)).isEqualTo(Path.of("/dev/null"));
                }
            }
        }
    }

    @Test
    void theProgramStartsWithDefaultSignalsAndNothingBlocked() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "grep", "-E", "Sig(Blk|Ign|Cgt)", "/proc/self/status")) {
            terminal.exit();
            assertThat(terminal.outputToTheEnd())
                    .contains("SigBlk:\t0000000000000000")
                    // 32 and 33 belong to the C library, whose posix_spawn always leaves them ignored.
                    .containsAnyOf("SigIgn:\t0000000000000000", "SigIgn:\t0000000180000000");
        }
    }

    @Test
    void theProgramGetsItsEnvironmentDirectoryAndUmask() {
        Program program = new Program(
                List.of("sh", "-c", "env | sort; pwd; umask"),
                Map.of("PATH", "/usr/bin:/bin", "program", "kept", "EMPTY", "", "WORDS", "a 'b' \"c\" $d\te"),
                Path.of("/usr"),
                false,
                0027,
                List.of(),
                Optional.empty());
        try (LiveTerminal terminal = LiveTerminal.start(state, program)) {
            terminal.exit();
            assertThat(terminal.outputToTheEnd()
                            .replace("\t", " ")
                            .replaceAll(" +", " ")
                            .split("\r\n"))
                    .containsExactly(
                            "EMPTY=",
                            "PATH=/usr/bin:/bin",
                            "PWD=/usr",
                            "WORDS=a 'b' \"c\" $d e",
                            "program=kept",
                            "/usr",
                            "0027");
        }
    }

    @Test
    void resourceLimitsHold() {
        Program program = new Program(
                List.of("sh", "-c", "ulimit -Sn; ulimit -Hn; ulimit -c"),
                LiveTerminal.environment(),
                state,
                false,
                Program.DEFAULT_UMASK,
                List.of(
                        new ResourceLimit(ResourceLimit.Resource.NOFILE, 100, 200),
                        new ResourceLimit(ResourceLimit.Resource.CORE, 0, ResourceLimit.UNLIMITED)),
                Optional.empty());
        try (LiveTerminal terminal = LiveTerminal.start(state, program)) {
            terminal.exit();
            assertThat(terminal.outputToTheEnd().split("\r\n")).containsExactly("100", "200", "0");
        }
    }

    @Test
    void aLoginShellSeesADashBeforeItsName() {
        Program program = new Program(
                List.of("bash", "-c", "echo name=$0 level=$SHLVL; shopt -q login_shell && echo login"),
                LiveTerminal.environment(),
                state,
                true,
                Program.DEFAULT_UMASK,
                List.of(),
                Optional.empty());
        try (LiveTerminal terminal = LiveTerminal.start(state, program)) {
            terminal.exit();
            assertThat(terminal.outputToTheEnd()).contains("name=-bash level=1").contains("login");
        }
    }

    @Test
    void interactiveBashHasJobControl() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "bash", "--norc", "--noediting", "-i")) {
            terminal.expect("ready> ").type("sleep 1000\n").expect("sleep 1000");
            int shell = terminal.anchor().program();
            awaitForeground(terminal, group -> group != shell);
            terminal.type("\u001a").expect("Stopped").expect("ready> ");
            awaitForeground(terminal, group -> group == shell);
            terminal.type("bg\n").expect("sleep 1000 &").expect("ready> ");
            terminal.type("jobs\n").expect("Running").expect("ready> ");
            terminal.type("fg\n");
            awaitForeground(terminal, group -> group != shell);
            terminal.type("\u0003").expect("ready> ");
            terminal.type("echo status=$?\n").expect("status=130");
            terminal.type("exit 7\n");
            assertThat(terminal.exit()).isEqualTo(new Exit.Exited(7));
        }
    }

    @Test
    void theProgramSeesAResize() {
        try (LiveTerminal terminal = LiveTerminal.start(
                state, "bash", "-c", "trap 'stty size' WINCH; stty size; while sleep 0.1; do :; done")) {
            terminal.expect("24 80");
            terminal.anchor().pty().resize(new TerminalSize(101, 33));
            terminal.expect("33 101");
            assertThat(terminal.anchor().pty().size()).isEqualTo(new TerminalSize(101, 33));
        }
    }

    @Test
    void tellsWhichInputTheProgramExpects() {
        try (LiveTerminal terminal = LiveTerminal.start(
                state, "sh", "-c", "read x; stty -echo; echo secret; read x; stty -icanon; echo keys; read x")) {
            assertThat(terminal.anchor().pty().expects()).isEqualTo(Expectation.LINE);
            terminal.type("\n").expect("secret");
            assertThat(terminal.anchor().pty().expects()).isEqualTo(Expectation.SECRET_LINE);
            terminal.type("\n").expect("keys");
            assertThat(terminal.anchor().pty().expects()).isEqualTo(Expectation.KEYS);
        }
    }

    @Test
    void fullScreenProgramsRun() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "less", "/etc/services")) {
            terminal.expect("\u001b[?1049h").expect("\u001b[K");
            assertThat(terminal.anchor().pty().expects()).isEqualTo(Expectation.KEYS);
            terminal.type("q").expect("\u001b[?1049l");
            assertThat(terminal.exit()).isEqualTo(new Exit.Exited(0));
        }
    }

    @Test
    void aProgramThatDoesNotReadNeverBlocksTheWriter() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "stty raw -echo; echo set; sleep 1000")) {
            terminal.expect("set");
            byte[] much = new byte[1 << 20];
            int taken = terminal.write(much, Duration.ofMillis(50));
            assertThat(taken).isBetween(1, much.length - 1);
            assertThat(terminal.anchor().pty().write(much, 0, much.length)).isZero();
        }
    }

    @Test
    void outputOfAnEndedProgramWaitsForALateReader() {
        SessionFiles files = SessionFiles.create(state.resolve("late"));
        Anchor anchor = start(Toolbox.get(), files, "sh", "-c", "echo last words");
        assertThat(anchor.awaitExit(Duration.ofSeconds(20))).contains(new Exit.Exited(0));
        anchor.close();
        Anchor later = Anchor.adopt(files);
        anchors.add(later);
        byte[] buffer = new byte[100];
        assertThat(new String(buffer, 0, later.pty().read(buffer), StandardCharsets.UTF_8))
                .isEqualTo("last words\r\n");
        assertThat(later.pty().read(buffer)).isEqualTo(-1);
        assertThat(later.exit()).contains(new Exit.Exited(0));
        int number = later.process().number();
        later.release();
        assertThat(ProcStat.of(number)).isEmpty();
    }

    @Test
    void closingEndsAWaitingRead() throws InterruptedException {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sleep", "1000")) {
            Thread reader = Thread.ofPlatform().start(() -> {
                assertThat(terminal.anchor().pty().read(new byte[1])).isEqualTo(-1);
            });
            await().until(() -> reader.getState() == Thread.State.RUNNABLE);
            terminal.anchor().pty().close();
            assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @Test
    void aKilledAnchorIsReportedAndNotGuessedAt() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "echo up; read x")) {
            terminal.expect("up");
            terminal.anchor().process().signal(Pid.SIGKILL);
            terminal.anchor().programProcess().orElseThrow().signal(Pid.SIGKILL);
            assertThat(terminal.exit()).isInstanceOf(Exit.Unknown.class);
        }
    }

    @Test
    void refusesWhatIsNotThere() {
        Map<String, String> environment = LiveTerminal.environment();
        assertThatThrownBy(() -> LiveTerminal.start(state, "no-such-program"))
                .isInstanceOf(ProgramException.class)
                .hasMessage("no such program: no-such-program");
        assertThatThrownBy(() ->
                        LiveTerminal.start(state, Program.of(List.of("sh"), environment, Path.of("/no/such/folder"))))
                .isInstanceOf(ProgramException.class)
                .hasMessage("no such directory: /no/such/folder");
    }

    /** The other shells that are {@code /bin/sh} somewhere. */
    @ParameterizedTest
    @CsvSource({
        "bash,exit 137",
        "bash,exit 0",
        "bash,exit 127",
        "bash,kill -9 $$",
        "bash,kill -2 $$",
        "bash,kill -15 $$"
    })
    void everyShellOfTheFieldAnchorsAlike(String shell, String script) {
        Toolbox tools = new Toolbox(Toolbox.find(shell).orElseThrow());
        SessionFiles files = SessionFiles.create(state.resolve("s"));
        Anchor anchor = start(tools, files, "sh", "-c", script);
        int number = Integer.parseInt(script.replaceAll(".*(exit |kill -)([0-9]+).*", "$2"));
        assertThat(anchor.awaitExit(LIMIT))
                .contains(script.startsWith("exit") ? new Exit.Exited(number) : new Exit.Signalled(number));
    }

    @Test
    void ctrlCReachesAProgramWhoseOutputNobodyReads() {
        SessionFiles files = SessionFiles.create(state.resolve("flood"));
        Anchor anchor = start(Toolbox.get(), files, "yes");
        await().atMost(LIMIT).until(() -> anchor.pty().available() >= 4000);
        assertThat(anchor.pty().write(new byte[] {3}, 0, 1)).isEqualTo(1);
        assertThat(anchor.awaitExit(LIMIT)).contains(new Exit.Signalled(Pid.SIGINT));
    }

    @Test
    void vimEditsAFile() throws IOException {
        Path file = state.resolve("edited");
        try (LiveTerminal terminal = LiveTerminal.start(state, "vim", "-u", "NONE", "edited")) {
            terminal.expect("[New");
            assertThat(terminal.anchor().pty().expects()).isEqualTo(Expectation.KEYS);
            terminal.type("ihello\u001b:wq\r");
            assertThat(terminal.exit()).isEqualTo(new Exit.Exited(0));
        }
        assertThat(Files.readString(file)).isEqualTo("hello\n");
    }

    @Test
    void rootStartsASessionForAnotherUser() {
        assumeTrue(isRoot(), "only root may become another user");
        Program program = new Program(
                List.of("sh", "-c", "id -un; echo own >/dev/tty; stat -c %U $(tty)"),
                LiveTerminal.environment(),
                Path.of("/"),
                false,
                Program.DEFAULT_UMASK,
                List.of(),
                Optional.of("nobody"));
        try (LiveTerminal terminal = LiveTerminal.start(state, program)) {
            assertThat(terminal.exit()).isEqualTo(new Exit.Exited(0));
            assertThat(terminal.outputToTheEnd().split("\r\n")).containsExactly("nobody", "own", "nobody");
        }
    }

    @Test
    void aFullDiskDelaysTheExitFileAndLosesNothing() throws Exception {
        assumeTrue(isRoot(), "only root may mount");
        Path small = Files.createDirectory(state.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "none", small.toString()) == 0, "no mount is allowed");
        try {
            SessionFiles files = SessionFiles.create(small.resolve("s"));
            Anchor anchor = start(Toolbox.get(), files, "sh", "-c", "read x; exit 5");
            Path ballast = small.resolve("ballast");
            assertThat(run("dd", "if=/dev/zero", "of=" + ballast)).isNotZero();
            anchor.pty().write(new byte[] {'\n'}, 0, 1);
            assertThat(anchor.programProcess().orElseThrow().awaitEnd(LIMIT)).isTrue();
            assertThat(anchor.awaitExit(Duration.ofMillis(200))).isEmpty();
            Files.delete(ballast);
            await().atMost(LIMIT).until(() -> anchor.exit().isPresent());
            assertThat(anchor.exit()).contains(new Exit.Exited(5));
            anchor.release();
        } finally {
            run("umount", small.toString());
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static void awaitForeground(LiveTerminal terminal, java.util.function.IntPredicate wanted) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> wanted.test(terminal.anchor().pty().foregroundGroup()));
    }
}
