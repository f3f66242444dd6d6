package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.cli.Cli.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every command against one real daemon. */
class CommandTest {
    @TempDir
    static Path directory;

    private static Cli cli = new Cli(Path.of("unset"));

    @BeforeAll
    static void choose() {
        cli = new Cli(directory.resolve("state"));
    }

    @AfterAll
    static void stop() {
        cli.close();
    }

    @Test
    void runPrintsEventsBesideAndTheResultOnStandardOutput() {
        Outcome outcome = cli.run("run", "echo", "{\"a\": 1.50}", "--id", "run-1");
        assertThat(outcome).isEqualTo(new Outcome(0, "{\n  \"a\": 1.50\n}\n", outcome.err()));
        assertThat(outcome.err().replaceAll("(?m)^\\S+Z ", "TIME ")).isEqualTo("""
                TIME run-1 task_created echo
                TIME run-1 attempt_started attempt 1
                TIME run-1 step_completed copy#1
                TIME run-1 task_completed
                """);
    }

    @Test
    void runReadsItsInputFromAFileOrFromStandardInput() throws IOException {
        Path file = directory.resolve("input.json");
        Files.writeString(file, "[1,2]");
        assertThat(cli.run("run", "echo", file.toString()).out()).isEqualTo("[\n  1,\n  2\n]\n");
        assertThat(cli.runWithInput("\"東京\"", "run", "echo", "-").out()).isEqualTo("\"東京\"\n");
        assertThat(cli.run("run", "echo").out()).isEqualTo("null\n");
    }

    @Test
    void runPassesJsonOnAsItIsWrittenAndRefusesWhatIsOutsideOfTheLimits() {
        assertThat(cli.run("run", "echo", "1e400", "--id", "large-number").code())
                .isZero();
        assertThat(cli.run("show", "large-number", "--json").out()).containsIgnoringCase("1E+400");
        for (String json :
                List.of("1e99999999999", "[".repeat(501) + "]".repeat(501), "[\"\\ud800\"]", "[1", "{\"a\":1} 2")) {
            Outcome outcome = cli.run("run", "echo", json);
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err()).doesNotContain("bug", "Source", "jackson").hasLineCount(1);
        }
    }

    @Test
    void aSignalOfTheWrongTypeIsShownAndDroppedAndTheTaskGoesOn() {
        // Nobody has awaited this signal yet when it comes.
        cli.run("run", "approval", "-d", "--id", "approval-1", "--delay", "1s");
        assertThat(cli.run("signal", "approval-1", "approve", "\"yes\"").code()).isZero();
        await().untilAsserted(() -> assertThat(cli.run("show", "approval-1").out())
                .contains(
                        "approve (event 2) was set aside", "true or false is expected", "signal approval-1 --drop 2"));
        Outcome refused = cli.run("signal", "approval-1", "approve");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("Send a value").hasLineCount(1);
        assertThat(cli.run("signal", "approval-1", "--drop", "2").out()).contains("dropped the signal of event 2");
        assertThat(cli.run("signal", "approval-1", "--drop", "2").code()).isEqualTo(4);
        assertThat(cli.run("signal", "approval-1").code()).isEqualTo(2);
        assertThat(cli.run("show", "approval-1").out()).doesNotContain("set aside");
        cli.run("signal", "approval-1", "approve", "true");
        assertThat(cli.run("watch", "approval-1").out()).isEqualTo("\"yes\"\n");
    }

    @Test
    void runForProgramsPrintsOneDocument() {
        Outcome outcome = cli.run("run", "echo", "7", "--id", "run-json", "--json");
        assertThat(outcome)
                .isEqualTo(new Outcome(0, "{\"id\":\"run-json\",\"state\":\"completed\",\"result\":7}\n", ""));
    }

    @Test
    void runTakesEveryOptionOfAStart() {
        JsonNode task = cli.run(
                        "run",
                        "echo",
                        "1",
                        "-d",
                        "--json",
                        "--id",
                        "options-1",
                        "--queue",
                        "night",
                        "--priority",
                        "5",
                        "--tenant",
                        "acme",
                        "--label",
                        "a=b",
                        "--label",
                        "c=d=e",
                        "--delay",
                        "1h",
                        "--deadline",
                        "3d")
                .json();
        assertThat(task.path("id").asString()).isEqualTo("options-1");
        assertThat(task.path("queue").asString()).isEqualTo("night");
        assertThat(task.path("priority").asInt()).isEqualTo(5);
        assertThat(task.path("tenant").asString()).isEqualTo("acme");
        assertThat(task.path("labels").path("c").asString()).isEqualTo("d=e");
        assertThat(task.path("state").asString()).isEqualTo("scheduled");
        assertThat(task.path("deadline").isString()).isTrue();
        assertThat(cli.run("tasks", "--queue", "night", "--tenant", "acme").out())
                .contains("options-1");
        assertThat(cli.run("cancel", "options-1").code()).isZero();
    }

    @Test
    void runWithTheSameKeyFindsTheSameTask() {
        String first = cli.run("run", "echo", "1", "-d", "--key", "k-1").out();
        assertThat(cli.run("run", "echo", "1", "-d", "--key", "k-1").out()).isEqualTo(first);
    }

    @Test
    void theExitCodeSaysHowATaskEnded() {
        Outcome failed = cli.run("run", "refuse", "1", "--id", "failed-1");
        assertThat(failed.code()).isEqualTo(10);
        assertThat(failed.err()).contains("Task failed-1 failed: There is no price.", "retry failed-1");
        assertThat(failed.out()).isEmpty();

        Outcome parked = cli.run("run", "break", "\"/nonexistent\"", "--id", "parked-1", "--json");
        assertThat(parked.code()).isEqualTo(12);
        assertThat(parked.json().path("state").asString()).isEqualTo("needs_attention");
        assertThat(parked.json().path("failure").path("message").asString()).isNotEmpty();

        cli.run("run", "gate", "1", "-d", "--id", "cancelled-1");
        assertThat(cli.run("cancel", "cancelled-1", "--reason", "not needed", "--grace", "0s")
                        .code())
                .isZero();
        assertThat(cli.run("watch", "cancelled-1").code()).isEqualTo(11);
    }

    @Test
    void aTaskThatWaitsIsSeenSignalledAndWatchedToItsEnd() {
        cli.run("run", "gate", "1", "-d", "--id", "gate-1");
        Eventually.holds(() -> cli.run("show", "gate-1").out(), out -> {
            assertThat(out).contains("waiting for").contains("signal gate-1 open");
            assertThat(out).contains("50 %  half-way");
        });
        assertThat(cli.run("tasks", "--status", "waiting").out()).contains("gate-1");
        assertThat(cli.run("signal", "gate-1", "open", "\"kim\"").out()).startsWith("gate-1 got the signal open");
        assertThat(cli.run("watch", "gate-1").out()).isEqualTo("\"opened by \\\"kim\\\"\"\n");
    }

    @Test
    void pausesAndResumes() {
        cli.run("run", "gate", "1", "-d", "--id", "pause-1");
        assertThat(cli.run("pause", "pause-1", "--reason", "lunch").out()).startsWith("pause-1 is paused");
        Eventually.holds(
                () -> cli.run("show", "pause-1").out(),
                out -> assertThat(out).contains("paused").contains("resume pause-1"));
        assertThat(cli.run("resume", "pause-1").out()).startsWith("pause-1 goes on");
        cli.run("signal", "pause-1", "open");
        assertThat(cli.run("watch", "pause-1").code()).isZero();
    }

    @Test
    void aParkedTaskGoesOnFromWhereItFailed() throws IOException {
        Path file = directory.resolve("wanted");
        cli.run("run", "break", "\"" + file + "\"", "--id", "retry-1");
        assertThat(cli.run("show", "retry-1").out())
                .contains("The file is not there.", "retry retry-1", "cancel retry-1");
        Files.writeString(file, "");
        assertThat(cli.run("retry", "retry-1").out()).startsWith("retry-1 tries again");
        assertThat(cli.run("watch", "retry-1").out()).isEqualTo("\"" + file + "\"\n");
    }

    @Test
    void aTaskThatIsTooLateIsForkedAndNotRetried() {
        Outcome late = cli.run("run", "gate", "1", "--id", "late-1", "--deadline", "200ms");
        assertThat(late.code()).isNotZero();
        assertThat(cli.run("show", "late-1").out()).contains("fork late-1 --at").doesNotContain("retry late-1");
        Outcome refused = cli.run("retry", "late-1");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("Task late-1 can not be retried: its deadline", "has passed. Fork it");
    }

    @Test
    void timesMayBeAsFarAsOneLikes() {
        Outcome far = cli.run("run", "echo", "1", "--id", "far-1", "--deadline", "9999-12-31T23:59:59Z");
        assertThat(far.code()).isZero();
        assertThat(cli.run("run", "echo", "1", "--deadline", "+1000000000-12-31T23:59:59Z")
                        .code())
                .isZero();
        assertThat(cli.run("run", "echo", "1", "-d", "--id", "far-2", "--delay", "400000d")
                        .code())
                .isZero();
        assertThat(cli.run("run", "echo", "1", "-d", "--id", "far-3", "--delay", "PT9223372036854775807S")
                        .code())
                .isZero();
        assertThat(cli.run("show", "far-3", "--json").out()).contains("9999-12-31T23:59:59.999Z");
        cli.run("run", "gate", "1", "-d", "--id", "far-4");
        assertThat(cli.run("cancel", "far-4", "--grace", "365000d").code()).isZero();
        assertThat(cli.run("run", "echo", "2", "--id", "far-5").code()).isZero();
    }

    @Test
    void aForkGoesOnWithAnotherInput() {
        cli.run("run", "echo", "1", "--id", "fork-1");
        JsonNode fork =
                cli.run("fork", "fork-1", "--at", "1", "--input", "2", "--json").json();
        String id = fork.path("id").asString();
        assertThat(id).isNotEqualTo("fork-1");
        assertThat(cli.run("watch", id).out()).isEqualTo("2\n");
    }

    @Test
    void historyPrintsEventsForPeopleAndForPrograms() {
        cli.run("run", "echo", "1", "--id", "history-1");
        String[] lines = cli.run("history", "history-1").out().split("\n", -1);
        assertThat(lines[0]).matches(" {4}1 {2}\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d {2}task_created echo {2}.*");
        String json = cli.run("history", "history-1", "--json", "--after", "2").out();
        assertThat(json.lines().findFirst().orElseThrow())
                .startsWith("{\"seq\":")
                .contains("\"taskSeq\":3,");
        assertThat(cli.run("history", "history-1", "-f").out()).contains("task_completed");
    }

    @Test
    void tasksListsFiltersAndPages() {
        for (int i = 0; i < 5; i++) {
            cli.run("run", "echo", "1", "--id", "page-" + i, "--queue", "paged");
        }
        assertThat(cli.run("tasks", "--queue", "paged", "--limit", "2").err()).contains("There are more");
        assertThat(cli.run("tasks", "--queue", "paged", "--all").out().lines()).hasSize(6);
        assertThat(cli.run("tasks", "--queue", "paged", "--all", "--json")
                        .json()
                        .path("tasks"))
                .hasSize(5);
        assertThat(cli.run("tasks", "--queue", "empty")).isEqualTo(new Outcome(0, "", "No tasks.\n"));
        Outcome wrong = cli.run("tasks", "--status", "sleeping");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).startsWith("perdure: There is no state sleeping; states are scheduled,");
    }

    @Test
    void anIdMayBeShortened() {
        cli.run("run", "echo", "1", "--id", "short-abc");
        cli.run("run", "echo", "1", "--id", "short-abd");
        assertThat(cli.run("show", "short-abc").out()).contains("short-abc");
        assertThat(cli.run("watch", "short-abd").out()).isEqualTo("1\n");
        Outcome several = cli.run("show", "short-a");
        assertThat(several.code()).isEqualTo(2);
        assertThat(several.err()).startsWith("perdure: Several tasks begin with short-a: ");
        Outcome none = cli.run("show", "nobody");
        assertThat(none)
                .isEqualTo(
                        new Outcome(3, "", "perdure: No task has the id nobody. List tasks to find the right one.\n"));
    }

    @Test
    void anUnknownTypeIsAnsweredWithTheNearestKnownOne() {
        Outcome outcome = cli.run("run", "echoo", "1");
        assertThat(outcome.code()).isEqualTo(3);
        assertThat(outcome.err()).contains("No task type echoo", "known types: ", "Did you mean echo?");
        assertThat(cli.run("types").out()).contains("echo").contains("Returns its input.");
    }

    @Test
    void wrongInputIsAnsweredWithOneSentence() {
        assertThat(cli.run("run", "echo", "{\"a\":\n }"))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "perdure: The argument is not JSON at line 2, column 2: Unexpected character ('}'"
                                + " (code 125)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or"
                                + " 'false')\n"));
        assertThat(cli.run("run", "echo", "missing.json"))
                .isEqualTo(
                        new Outcome(
                                2,
                                "",
                                "perdure: There is no file missing.json. Name a JSON file, '-' for standard input, or write JSON in quotes.\n"));
        assertThat(cli.run("run", "echo", "1", "--delay", "soon").err()).contains("soon is no span of time");
        assertThat(cli.run("run", "echo", "1", "--id", "a b").err()).contains("id is not letters, digits");
        assertThat(cli.run("rnu").err()).contains("Did you mean");
        assertThat(cli.run("run").err()).contains("Missing required parameter: 'TYPE'");
        assertThat(cli.run("signal", "nobody", "open", "{").err()).hasLineCount(1);
    }

    @Test
    void theWordStateIsNotMistakenForAFilter() {
        var strange = new Cli(Path.of("running"));
        assertThat(strange.run("tasks"))
                .isEqualTo(
                        new Outcome(
                                2,
                                "",
                                "perdure: --state names the state directory. To list tasks by their state: --status running\n"));
    }

    @Test
    void doctorFindsNothing() {
        Outcome online = cli.run("doctor");
        assertThat(online.code()).isZero();
        assertThat(online.err()).isEmpty();
        assertThat(online.out())
                .startsWith("✔ Everything is as it should be.\n  Live sessions: supported\n")
                .contains("A new daemon takes terminals back ", "They are frozen by ");
        try (Cli alone = new Cli(directory.resolve("unused"))) {
            // No daemon runs there, and none is started.
            assertThat(alone.run("doctor").out()).isEqualTo(online.out());
            assertThat(alone.run("doctor", "--json").json().path("sessions"))
                    .isEqualTo(cli.run("doctor", "--json").json().path("sessions"));
            assertThat(directory.resolve("unused")).doesNotExist();
        }
        assertThat(cli.run("history", "verify").code()).isZero();
    }

    @Test
    void versionNamesTheDaemon() {
        cli.run("types");
        assertThat(cli.run("version").out()).startsWith("perdure ").contains(", daemon ", "pid ");
        assertThat(cli.run("version", "--json").json().path("daemon").isString())
                .isTrue();
    }

    @Test
    void completionKnowsEveryCommand() {
        for (String shell : new String[] {"bash", "zsh", "fish"}) {
            assertThat(cli.run("completion", shell).out()).contains("history", "resolve");
        }
        assertThat(cli.run("completion", "tcsh").code()).isEqualTo(2);
    }

    @Test
    void helpExplainsEveryCommand() {
        assertThat(cli.run("--help").out()).contains("Start a task and watch it");
        for (Commands command : Commands.values()) {
            Outcome help = cli.run(command.name().toLowerCase(java.util.Locale.ROOT), "--help");
            assertThat(help.code()).isZero();
            assertThat(help.out()).startsWith("Usage: perdure ");
        }
    }

    @Test
    void verifiesOneHistoryOrAll() {
        cli.run("run", "echo", "1", "--id", "verified-1");
        assertThat(cli.run("history", "verify", "verified-1").code()).isZero();
        assertThat(cli.run("history", "verify").out()).contains("as it should be");
        assertThat(cli.run("history", "verify", "nobody-verified").code()).isEqualTo(3);
    }

    @Test
    void theDoctorRebuildsOnlyWhatNoDaemonHasOpen() {
        cli.run("run", "echo", "1", "--id", "doctored-1");
        assertThat(cli.run("doctor", "--rebuild").err()).contains("down");
        try (Cli alone = new Cli(directory.resolve("alone"))) {
            alone.run("run", "echo", "1", "--id", "alone-1");
            alone.run("down");
            Outcome rebuilt = alone.run("doctor", "--rebuild", "--json");
            assertThat(rebuilt.out()).contains("\"tasks\":1");
            assertThat(rebuilt.code()).isZero();
            assertThat(alone.run("show", "alone-1").out()).contains("completed");
        }
    }
}
