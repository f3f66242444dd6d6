package dev.perdure.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that appears whole, by rename, and survives {@code kill -9}. It isn't synced: what would lose it, the end of the
 * machine, ends the session that it is about too.
 */
record StateFile(Path path) {
    static StateFile in(Path directory, String name) {
        return new StateFile(directory.resolve(name));
    }

    void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    void write(byte[] bytes) {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.write(fresh, bytes);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + path, e);
        }
    }
}
