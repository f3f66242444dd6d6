package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecTest {
    @TempDir
    Path state;

    private Exec.Result run(String script, Duration limit, String input) throws InterruptedException {
        return new Exec(List.of("sh", "-c", script), Map.of("PATH", "/usr/bin:/bin", "ONLY", "this"), state, limit)
                .run(input.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void inputOutputErrorAndExitCodeAreApart() throws Exception {
        Exec.Result result = run("cat; echo $ONLY >&2; exit 5", Duration.ofSeconds(30), "given");
        assertThat(result.exit()).isEqualTo(5);
        assertThat(new String(result.output(), StandardCharsets.UTF_8)).isEqualTo("given");
        assertThat(new String(result.error(), StandardCharsets.UTF_8)).isEqualTo("this\n");
        assertThat(result.timedOut()).isFalse();
        assertThat(result.truncated()).isFalse();
    }

    @Test
    void whatTakesTooLongIsKilledWithItsDescendants() throws Exception {
        Exec.Result result = run("echo begun; sh -c 'sleep 1000'; true", Duration.ofSeconds(1), "");
        assertThat(result.timedOut()).isTrue();
        assertThat(new String(result.output(), StandardCharsets.UTF_8)).isEqualTo("begun\n");
        assertThat(ProcessHandle.current()
                        .descendants()
                        .filter(ProcessHandle::isAlive)
                        .filter(process -> process.info()
                                .arguments()
                                .filter(a -> List.of(a).contains("1000"))
                                .isPresent()))
                .isEmpty();
    }

    @Test
    void muchOutputIsCutAndSaysSo() throws Exception {
        Exec.Result result = run("head -c 5000000 /dev/zero", Duration.ofSeconds(30), "");
        assertThat(result.output()).hasSize(Exec.MOST_OUTPUT);
        assertThat(result.truncated()).isTrue();
    }
}
