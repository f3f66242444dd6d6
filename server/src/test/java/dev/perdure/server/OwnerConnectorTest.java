package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OwnerConnectorTest {
    @TempDir
    Path directory;

    @Test
    void answersAProcessOfItsOwner() throws IOException {
        try (var door = door(Owner.ofThisProcess())) {
            door.open();
            assertThat(client().get("/v1/openapi.json").status()).isEqualTo(200);
        }
    }

    @Test
    void hangsUpOnAProcessOfAnotherUser() throws IOException {
        try (var door = door(() -> "somebody-else")) {
            door.open();
            assertThatThrownBy(() -> client().get("/v1/openapi.json")).isInstanceOf(IOException.class);
        }
    }

    private HttpDoor door(UserPrincipal owner) {
        return new HttpDoor(new StateDirectory(directory).socket(), owner, List.of(new OpenApiResource()));
    }

    private SocketClient client() {
        return new SocketClient(new StateDirectory(directory));
    }
}
