package dev.perdure.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;

/** The user as whom this process runs. */
final class Owner {
    private Owner() {}

    /** Found by whose a new file is, which also holds where the user has no name, as in containers. */
    static UserPrincipal ofThisProcess() throws IOException {
        Path self = Path.of("/proc/self");
        if (Files.exists(self)) {
            return Files.getOwner(self.toRealPath());
        }
        Path probe = Files.createTempFile("perdure", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
