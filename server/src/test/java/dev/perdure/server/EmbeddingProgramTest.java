package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.CommandResult;
import dev.perdure.api.Perdure;
import dev.perdure.api.StartOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program that embeds the layer and is killed while its task's command runs. */
@Timeout(120)
class EmbeddingProgramTest {
    private static final String COMMAND =
            "echo ran >>runs; until [ -e gate ]; do sleep 0.05; done; echo over; (exit 7)";

    @TempDir
    Path directory;

    @Test
    void theNextProgramCollectsTheCommandOfTheOneThatWasKilled() throws Exception {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();
        await().until(() -> Files.exists(directory.resolve("runs")));
        program.destroyForcibly();
        program.waitFor();
        Files.createFile(directory.resolve("gate"));
        try (Perdure next = Program.open(directory)) {
            CommandResult result =
                    next.handle("t", SampleTasks.COMMANDS.output()).result();
            assertThat(result.exitCode()).isEqualTo(7);
            assertThat(result.output()).isEqualTo("over\n");
        }
        assertThat(directory.resolve("runs")).hasContent("ran\n");
    }

    @Test
    void aProgramIsOpenedFromAThreadOfAnyClassLoader() throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread platforms = new Thread(task);
            platforms.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            return platforms;
        })) {
            thread.submit(() -> {
                        try (Perdure opened = Program.open(directory)) {
                            var input = new SampleTasks.Commands(directory.toString(), List.of("echo hello"));
                            CommandResult result =
                                    opened.start(SampleTasks.COMMANDS, input).result();
                            assertThat(result.output()).isEqualTo("hello\n");
                        }
                        return true;
                    })
                    .get();
        }
    }

    /** The program. */
    static final class Program {
        private Program() {}

        static Perdure open(Path directory) {
            Perdure perdure = Perdure.open(directory.resolve("state"));
            new SampleTasks().registerWith(perdure);
            return perdure.launch();
        }

        public static void main(String[] args) throws InterruptedException {
            Path directory = Path.of(args[0]);
            var input = new SampleTasks.Commands(directory.toString(), List.of(COMMAND));
            open(directory)
                    .start(SampleTasks.COMMANDS, input, StartOptions.DEFAULT.withId("t"))
                    .result();
        }
    }
}
