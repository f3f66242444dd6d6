package dev.perdure.session.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The symbolic links of /proc: where a process is, and what it has open. */
final class Links {
    private Links() {}

    /** Where a link leads, as in {@code socket:[4711]}; empty when its process is gone or another user's. */
    static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The descriptors of a process with where they lead; empty when it is gone or another user's. */
    static Map<Integer, String> descriptors(int pid) {
        Map<Integer, String> descriptors = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc", Integer.toString(pid), "fd"))) {
            for (Path entry : entries) {
                target(entry)
                        .ifPresent(target -> descriptors.put(
                                Integer.parseInt(entry.getFileName().toString()), target));
            }
        } catch (IOException | DirectoryIteratorException e) {
            return descriptors;
        }
        return descriptors;
    }
}
