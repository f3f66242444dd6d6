package dev.perdure.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process: how it comes, goes, and comes back. */
@Timeout(120)
class DaemonProcessTest {
    @TempDir
    Path directory;

    @Test
    void startsOnDemandAndAnswers() throws Exception {
        StateDirectory state = state();
        assertThat(Launch.ensure(state, List.of())).isTrue();
        try (var daemon = RunningDaemon.found(state)) {
            var info = daemon.client().get("/v1/info").json();
            assertThat(info.get("name").asString()).isEqualTo("perdure");
            assertThat(info.get("state").asString()).isEqualTo(state.path().toString());
            assertThat(daemon.file().get("pid").asLong()).isEqualTo(daemon.pid());
            assertThat(daemon.file().get("version").asString()).isEqualTo(Version.current());
            assertThat(Launch.ensure(state, List.of())).isFalse();
        }
    }

    @Test
    void workGoesOnAfterKill9AndNothingIsDoneTwice() throws Exception {
        StateDirectory state = state();
        Path file = directory.resolve("lines");
        try (var first = RunningDaemon.of(state)) {
            first.client()
                    .post(
                            "/v1/tasks",
                            "{\"type\":\"lines\",\"id\":\"t\",\"input\":{\"file\":\"%s\",\"count\":6}}"
                                    .formatted(file));
            await().until(() -> stateOf(first, "t").equals("waiting"));
            first.kill();
            assertThat(state.socket()).exists();
        }
        try (var second = RunningDaemon.of(state)) {
            second.client().post("/v1/tasks/t/signals", "{\"name\":\"open\"}");
            var result = second.client().get("/v1/tasks/t/result?wait=PT30S");
            assertThat(result.status()).isEqualTo(200);
            assertThat(result.json().get("result").asInt()).isEqualTo(6);
        }
        assertThat(Files.readAllLines(file))
                .containsExactly("line 1", "line 2", "line 3", "line 4", "line 5", "line 6");
    }

    @Test
    void isRefusedWhereAnotherDaemonRuns() throws Exception {
        StateDirectory state = state();
        try (var daemon = RunningDaemon.of(state)) {
            Process second = new ProcessBuilder(Launch.command(state, List.of()))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(second.getInputStream().readAllBytes(), UTF_8);
            assertThat(second.waitFor()).isEqualTo(DaemonMain.TAKEN);
            assertThat(output.lines())
                    .singleElement()
                    .asString()
                    .contains(state.path().toString());
            assertThat(daemon.client().get("/v1/info").status()).isEqualTo(200);
        }
    }

    @Test
    void saysInOneSentenceThatAnotherProgramHasTheStore() throws Exception {
        StateDirectory state = state();
        state.prepare();
        try (var embedded = Perdure.open(state.path())) {
            assertThatThrownBy(() -> Launch.ensure(state, List.of()))
                    .isInstanceOfSatisfying(
                            PerdureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED))
                    .hasMessageContaining(state.path().toString());
            assertThat(embedded.lastSeq()).isZero();
        }
    }

    @Test
    void saysInOneSentenceWhyItCouldNotStart() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(() -> Launch.ensure(new StateDirectory(file), List.of()))
                .isInstanceOf(PerdureException.class)
                .hasMessage(file + " is a file. Choose a directory with --state or PERDURE_STATE.");

        Process process = new ProcessBuilder(Launch.command(new StateDirectory(file), List.of()))
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8).lines())
                .containsExactly(file + " is a file. Choose a directory with --state or PERDURE_STATE.");
        assertThat(process.waitFor()).isEqualTo(ErrorCode.BAD_INPUT.exitCode());
    }

    @Test
    void onlyItsOwnerGetsAtItsSocket() throws Exception {
        StateDirectory state = state();
        try (var daemon = RunningDaemon.of(state)) {
            assertThat(daemon.isAlive()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.socket())))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void answersWhereThePathIsTooLongForASocket() throws Exception {
        var state = new StateDirectory(directory.resolve("d".repeat(150)));
        try (var daemon = RunningDaemon.of(state)) {
            assertThat(daemon.client().get("/v1/info").json().get("state").asString())
                    .isEqualTo(state.path().toString());
            assertThat(state.socket()).exists();
        }
    }

    @Test
    void belongsToNoTerminalAndSurvivesItsStarter() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "needs /proc");
        StateDirectory state = state();
        // The starter has a process group of its own, as a command in a terminal has, and gets what a terminal sends.
        Process starter = starter(state, "stay");
        await().atMost(60, TimeUnit.SECONDS).until(() -> Launch.isAnswering(state));
        try (var daemon = RunningDaemon.found(state)) {
            for (String signal : List.of("INT", "HUP", "KILL")) {
                run("kill", "-s", signal, "--", "-" + starter.pid());
            }
            starter.waitFor();
            assertThat(daemon.client().get("/v1/info").status()).isEqualTo(200);

            String[] stat = Files.readString(daemon.proc("stat"))
                    .replaceFirst(".*\\) ", "")
                    .split(" ", -1);
            assertThat(stat[3]).as("session").isEqualTo(Long.toString(daemon.pid()));
            assertThat(stat[4]).as("terminal").isEqualTo("0");
            assertThat(Files.readSymbolicLink(daemon.proc("fd/0"))).isEqualTo(Path.of("/dev/null"));
            assertThat(Files.readSymbolicLink(daemon.proc("fd/1"))).isEqualTo(state.output());
            assertThat(Files.readSymbolicLink(daemon.proc("cwd"))).isEqualTo(Path.of("/"));
        }
    }

    @Test
    void clientsThatComeAtOnceStartOneDaemon() throws Exception {
        StateDirectory state = state();
        var starters = new ArrayList<Process>();
        for (int i = 0; i < 3; i++) {
            starters.add(starter(state, "leave"));
        }
        var outputs = new ArrayList<String>();
        for (Process starter : starters) {
            outputs.add(new String(starter.getInputStream().readAllBytes(), UTF_8).strip());
            assertThat(starter.waitFor()).isZero();
        }
        try (var daemon = RunningDaemon.found(state)) {
            assertThat(daemon.isAlive()).isTrue();
            assertThat(outputs).containsExactlyInAnyOrder("started", "found", "found");
        }
    }

    @Test
    void sigtermStopsItCleanly() throws Exception {
        StateDirectory state = state();
        try (var daemon = RunningDaemon.of(state)) {
            daemon.terminate();
        }
        assertThat(state.socket()).doesNotExist();
        assertThat(state.daemonFile()).doesNotExist();
        assertThat(state.log()).content().contains("Stopped");
    }

    @Test
    void aRequestStopsItCleanlyAlsoWhileClientsWait() throws Exception {
        StateDirectory state = state();
        try (var daemon = RunningDaemon.of(state)) {
            daemon.client().post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"t\"}");
            try (var stream = daemon.client().open("GET", "/v1/events?after=0", "", Map.of())) {
                assertThat(stream.nextLine()).startsWith(":");
                assertThat(daemon.client().post("/v1/shutdown", "").status()).isEqualTo(202);
                daemon.join();
            }
        }
        assertThat(state.socket()).doesNotExist();
    }

    @Test
    void aSecondDaemonLeavesTheSocketOfTheFirstAlone() throws Exception {
        StateDirectory state = state();
        try (var daemon = RunningDaemon.of(state)) {
            FileTime bound = Files.getLastModifiedTime(state.socket());
            new ProcessBuilder(Launch.command(state, List.of()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            assertThat(Files.getLastModifiedTime(state.socket())).isEqualTo(bound);
            assertThat(daemon.client().get("/v1/info").status()).isEqualTo(200);
        }
    }

    private StateDirectory state() {
        return new StateDirectory(directory.resolve("state"));
    }

    private static String stateOf(RunningDaemon daemon, String task) throws IOException {
        return daemon.client().get("/v1/tasks/" + task).json().path("state").asString("");
    }

    private static Process starter(StateDirectory state, String then) throws IOException {
        var command = new ArrayList<String>();
        command.add("setsid");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Starter.class.getName(), state.path().toString(), then));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    /** A client in a process of its own. */
    static final class Starter {
        private Starter() {}

        public static void main(String[] args) throws InterruptedException {
            boolean started = Launch.ensure(new StateDirectory(Path.of(args[0])), List.of());
            System.out.println(started ? "started" : "found");
            if (args[1].equals("stay")) {
                Thread.sleep(TimeUnit.MINUTES.toMillis(2));
            }
        }
    }
}
