package dev.perdure.session.anchor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one session, readable by its owner alone. The anchor writes {@code anchor} and {@code exit} in it,
 * the daemon {@code spec.json} and whatever else it wants to find again; {@code log} is for what is recorded.
 *
 * <p>Thread-safe: every file appears whole, by rename.
 */
public record SessionFiles(Path directory) {
    public SessionFiles {
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("directory is not absolute: " + directory);
        }
    }

    /** Makes the directory of a new session; fails when there is one. */
    public static SessionFiles create(Path directory) {
        try {
            Files.createDirectories(directory.getParent());
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new SessionFiles(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the session's recordings go; not made here. */
    public Path log() {
        return directory.resolve("log");
    }

    /** How the program ended, or empty when no anchor has said so (yet). */
    public Optional<Exit> exit() {
        return read("exit").map(ExitFile::parse);
    }

    /** What the anchor has written about itself, or empty when it isn't there or isn't whole. */
    Optional<AnchorRecord> anchor() {
        return read("anchor").flatMap(AnchorRecord::parse);
    }

    /** The text of a file in the directory, or empty when there is none. */
    public Optional<String> read(String name) {
        try {
            return Optional.of(Files.readString(directory.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file atomically and durably: after a crash it has the old text or the new. */
    public void write(String name, String text) {
        Path fresh = directory.resolve(name + ".new");
        try {
            try (FileChannel file = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
                file.force(true);
            }
            Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(directory)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the directory with all that is in it. The session must have been released before. */
    public void delete() {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
