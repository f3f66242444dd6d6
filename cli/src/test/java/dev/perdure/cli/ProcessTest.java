package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.Perdure;
import dev.perdure.cli.Cli.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Commands and daemons that die, are refused, and come back. */
class ProcessTest extends OwnState {
    @Test
    void aPipedRunGoesOnWithTheNextDaemonWhenTheFirstIsKilled() throws Exception {
        Process run = cli.start("run", "gate", "1", "--id", "gate-1");
        Eventually.holds(
                () -> cli.run("tasks", "--status", "waiting").out(),
                out -> assertThat(out).contains("gate-1"));
        cli.killDaemon();
        Eventually.holds(
                () -> cli.run("show", "gate-1").out(), out -> assertThat(out).contains("waiting"));
        cli.run("signal", "gate-1", "open", "1");
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(text(run.getInputStream())).isEqualTo("\"opened by 1\"\n");
        assertThat(text(run.getErrorStream()))
                .contains(
                        "gate-1 task_created gate",
                        "The daemon went away; starting it again.",
                        "A daemon answers again")
                .doesNotContain("\tat ");
        assertThat(run.exitValue()).isZero();
    }

    @Test
    void theWorkGoesOnWhenThePipedRunIsTerminated() throws Exception {
        Process run = cli.start("run", "gate", "1", "--id", "gate-2");
        Eventually.holds(
                () -> cli.run("tasks", "--status", "waiting").out(),
                out -> assertThat(out).contains("gate-2"));
        run.destroy();
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(143);
        cli.run("signal", "gate-2", "open", "2");
        assertThat(cli.run("watch", "gate-2").out()).isEqualTo("\"opened by 2\"\n");
    }

    @Test
    void anUnknownOutcomeIsSettledByAPersonsWord() {
        cli.run("run", "pay", "\"" + directory + "\"", "-d", "--id", "pay-1");
        Eventually.holds(
                () -> directory.resolve("paying"), file -> assertThat(file).exists());
        cli.killDaemon();
        Eventually.holds(
                () -> cli.run("show", "pay-1").out(),
                out -> assertThat(out)
                        .contains("needs attention", "unknown_outcome", "resolve pay-1 pay#1 --done", "--not-done"));
        assertThat(cli.run("watch", "pay-1").code()).isEqualTo(12);
        assertThat(cli.run("resolve", "pay-1", "pay#1").err()).contains("--done");
        assertThat(cli.run("resolve", "pay-1", "pay#1", "--done", "\"receipt 7\"")
                        .code())
                .isZero();
        assertThat(cli.run("watch", "pay-1").out()).isEqualTo("\"receipt 7\"\n");
    }

    @Test
    void upRunsTheDaemonInTheForegroundUntilDown() throws Exception {
        Process up = cli.start("up");
        Eventually.holds(() -> cli.run("version").out(), out -> assertThat(out).contains("daemon"));
        assertThat(cli.run("run", "echo", "1").out()).isEqualTo("1\n");
        Outcome second = cli.run("up");
        assertThat(second.code()).isEqualTo(5);
        assertThat(second.err())
                .isEqualTo("perdure: A daemon runs for " + directory.resolve("state")
                        + " already. Stop it with: perdure down\n");
        assertThat(cli.run("down").out()).isEqualTo("The daemon has stopped.\n");
        assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).isZero();
        assertThat(cli.run("down").out()).startsWith("No daemon runs for ");
    }

    @Test
    void aStoreThatAProgramHasOpenIsToldInOneSentence() {
        try (Perdure open = Perdure.open(directory.resolve("state"))) {
            assertThat(open.lastSeq()).isZero();
            Outcome refused = cli.run("tasks");
            assertThat(refused.code()).isEqualTo(5);
            assertThat(refused.err()).startsWith("perdure: ").hasLineCount(1);
        }
    }

    @Test
    void aStateDirectoryThatIsAFileIsToldInOneSentence() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Outcome refused = new Cli(file).run("tasks");
        assertThat(refused.code()).isIn(2, 5);
        assertThat(refused.err()).startsWith("perdure: ").hasLineCount(1).contains("file");
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
}
