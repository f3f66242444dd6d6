package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.api.PerdureException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon on a small disk that is full. Mounting one takes root. */
@Timeout(120)
class FullDiskTest {
    @TempDir
    Path directory;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", disk.toString()) == 0;
        assumeTrue(mounted, "can't mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertThat(run("umount", "--lazy", disk.toString())).isZero();
        }
    }

    @Test
    void refusesWithAClearErrorAndGoesOnWhenThereIsRoom() throws Exception {
        var state = new StateDirectory(disk.resolve("state"));
        Path filler = disk.resolve("filler");
        try (var daemon = RunningDaemon.of(state)) {
            daemon.client().post("/v1/tasks", "{\"type\":\"gate\",\"id\":\"t\"}");
            await().until(() -> stateOf(daemon.client()).equals("waiting"));
            fill(filler);
            var refused =
                    daemon.client().post("/v1/tasks", "{\"type\":\"gate\",\"input\":\"" + "x".repeat(1 << 20) + "\"}");
            assertThat(refused.status()).as(refused.body()).isEqualTo(503);
            assertThat(refused.json().get("code").asString()).isEqualTo("store_unavailable");
            assertThat(stateOf(daemon.client())).isEqualTo("waiting");

            Files.delete(filler);
            await().until(() ->
                    daemon.client().post("/v1/tasks", "{\"type\":\"gate\"}").status() == 201);

            fill(filler);
            daemon.kill();
        }
        assertThatThrownBy(() -> Launch.ensure(state, List.of()))
                .isInstanceOf(PerdureException.class)
                // Told by who meets it first: whoever starts a daemon, or the daemon that opens its store.
                .hasMessageStartingWith("The disk that holds " + state.path())
                .hasMessageContaining(" is full. ");
        Files.delete(filler);
        try (var daemon = RunningDaemon.of(state)) {
            assertThat(stateOf(daemon.client())).isEqualTo("waiting");
            daemon.client().post("/v1/tasks/t/signals", "{\"name\":\"open\"}");
            assertThat(daemon.client().get("/v1/tasks/t/result?wait=PT30S").status())
                    .isEqualTo(200);
        }
    }

    private static String stateOf(SocketClient client) throws IOException {
        return client.get("/v1/tasks/t").json().path("state").asString("");
    }

    /** To the last byte: when a block no longer fits, smaller ones may. */
    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int size = 1 << 16; size > 0; size /= 2) {
                writeUntilFull(out, new byte[size]);
            }
        }
    }

    private static void writeUntilFull(OutputStream out, byte[] block) {
        try {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
