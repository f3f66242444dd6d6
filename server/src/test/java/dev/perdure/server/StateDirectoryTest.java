package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.PerdureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {
    private static final Path HOME = Path.of("/home/kim");

    @TempDir
    Path directory;

    @Test
    void theOneGivenOutranksTheEnvironment() {
        var environment = Map.of("PERDURE_STATE", "/named", "XDG_STATE_HOME", "/xdg");
        assertThat(StateDirectory.choose(Path.of("/given"), environment, HOME).path())
                .isEqualTo(Path.of("/given"));
        assertThat(StateDirectory.choose(null, environment, HOME).path()).isEqualTo(Path.of("/named"));
        assertThat(StateDirectory.choose(null, Map.of("XDG_STATE_HOME", "/xdg"), HOME)
                        .path())
                .isEqualTo(Path.of("/xdg/perdure"));
    }

    @Test
    void theDefaultIsWhereStateBelongs() {
        Path expected = HOME.resolve(".local/state/perdure");
        assertThat(StateDirectory.choose(null, Map.of(), HOME).path()).isEqualTo(expected);
        assertThat(StateDirectory.choose(null, Map.of("XDG_STATE_HOME", "relative"), HOME)
                        .path())
                .isEqualTo(expected);
        assertThat(StateDirectory.choose(null, Map.of("HOME", "/another"), HOME).path())
                .isEqualTo(Path.of("/another/.local/state/perdure"));
        assertThat(StateDirectory.choose(null, Map.of("HOME", ""), HOME).path()).isEqualTo(expected);
        assertThat(StateDirectory.choose(null, Map.of("PERDURE_STATE", ""), HOME)
                        .path())
                .isEqualTo(expected);
    }

    @Test
    void isMadeForItsOwnerOnly() throws IOException {
        var state = new StateDirectory(directory.resolve("a/b/state"));
        state.prepare();
        state.prepare();
        assertThat(mode(state.path())).isEqualTo("rwx------");
    }

    @Test
    void anEmptyDirectoryIsClosedToOthers() throws IOException {
        Path empty = make("empty", "rwxrwxrwx");
        new StateDirectory(empty).prepare();
        assertThat(mode(empty)).isEqualTo("rwx------");
    }

    @Test
    void aDirectoryThatOthersCanWriteToIsRefused() throws IOException {
        Path open = make("open", "rwxrwxrwx");
        Files.createFile(open.resolve("file"));
        assertThatThrownBy(() -> new StateDirectory(open).prepare())
                .isInstanceOf(PerdureException.class)
                .hasMessageContaining("chmod 700 " + open);
        assertThat(mode(open)).isEqualTo("rwxrwxrwx");
    }

    private Path make(String name, String mode) throws IOException {
        Path made = Files.createDirectory(directory.resolve(name));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
