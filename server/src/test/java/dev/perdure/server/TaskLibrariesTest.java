package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.TaskLibrary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Task types in jars. */
@Timeout(60)
class TaskLibrariesTest {
    private static final String SOURCE = """
            package jarred;
            import dev.perdure.api.*;
            public final class Library implements TaskLibrary {
                public void registerWith(TaskRegistry registry) {
                    registry.register(TaskType.of("TYPE", Json.class, Json.class), (ctx, input) -> input);
                }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void offersTheTypesOfJarsThatAreGivenAndOfThoseInTheStateDirectory() throws IOException {
        StateDirectory state = state();
        // Both have a class of the same name: each jar is a world of its own.
        Path given = jar(directory.resolve("given.jar"), "from-given");
        jar(state.types().resolve("placed.jar"), "from-placed");
        try (Daemon daemon = start(state, given)) {
            var client = new SocketClient(state);
            assertThat(daemon.routes()).isNotEmpty();
            assertThat(client.get("/v1/info").json().get("types").valueStream().map(JsonNode::asString))
                    .contains("from-given", "from-placed", "echo");
            client.post("/v1/tasks", "{\"type\":\"from-placed\",\"id\":\"t\",\"input\":[1]}");
            assertThat(client.get("/v1/tasks/t/result?wait=PT20S")
                            .json()
                            .at("/result/0")
                            .asInt())
                    .isEqualTo(1);
            assertThat(findings(client)).isEmpty();
        }
    }

    @Test
    void namesWhatItCouldNotLoadAndGoesOn() throws IOException {
        StateDirectory state = state();
        Files.writeString(state.types().resolve("nonsense.jar"), "not a jar");
        Path broken = directory.resolve("broken.jar");
        writeJar(broken, "jarred.Missing", null);
        Path taken = jar(directory.resolve("taken.jar"), "echo");
        Path absent = directory.resolve("absent.jar");
        try (Daemon daemon = start(state, broken, taken, absent)) {
            var client = new SocketClient(state);
            assertThat(daemon.routes()).isNotEmpty();
            assertThat(findings(client))
                    .hasSize(4)
                    .anySatisfy(finding -> assertThat(finding).contains("nonsense.jar"))
                    .anySatisfy(finding -> assertThat(finding).contains("broken.jar", "jarred.Missing"))
                    .anySatisfy(finding -> assertThat(finding).contains("taken.jar", "echo"))
                    .anySatisfy(finding -> assertThat(finding).contains("absent.jar", "can't be read"));
            assertThat(state.types()).exists();
            assertThat(client.get("/v1/types").json().get("types")).isNotEmpty();
        }
    }

    private StateDirectory state() throws IOException {
        var state = new StateDirectory(directory.resolve("state"));
        state.prepare();
        Files.createDirectory(state.types());
        return state;
    }

    private static Daemon start(StateDirectory state, Path... jars) {
        DaemonOptions defaults = DaemonOptions.of(state);
        return Daemon.start(new DaemonOptions(state, List.of(jars), false, defaults.bounds()));
    }

    private static List<String> findings(SocketClient client) throws IOException {
        return client.get("/v1/doctor")
                .json()
                .get("findings")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    private Path jar(Path jar, String type) throws IOException {
        Path source =
                Files.createDirectories(directory.resolve(type + "/jarred")).resolve("Library.java");
        Files.writeString(source, SOURCE.replace("TYPE", type));
        String api = Path.of(TaskLibrary.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
        int failed = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", api, source.toString());
        assertThat(failed).isZero();
        writeJar(jar, "jarred.Library", source.resolveSibling("Library.class"));
        return jar;
    }

    private static void writeJar(Path jar, String service, @Nullable Path type) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + TaskLibrary.class.getName()));
            out.write(service.getBytes(StandardCharsets.UTF_8));
            if (type != null) {
                out.putNextEntry(new JarEntry("jarred/Library.class"));
                out.write(Files.readAllBytes(type));
            }
        }
    }
}
