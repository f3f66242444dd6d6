package dev.perdure.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/** A temporary directory on a real disk, in which state directories are made; gone when it is closed. */
final class Scratch implements AutoCloseable {
    private static final Set<String> WITHOUT_DISK = Set.of("tmpfs", "ramfs", "devtmpfs", "rootfs", "overlay");

    private final Path root;
    private int count;

    /** A new directory inside {@code parent}. */
    Scratch(Path parent) throws IOException {
        root = Files.createTempDirectory(parent, "perdure-bench-");
    }

    /** A name for a state directory that is not there yet. */
    Path next(String name) {
        return root.resolve(name + "-" + ++count);
    }

    /** The type of its file system, such as {@code ext4}. */
    String fileSystem() throws IOException {
        return Files.getFileStore(root).type();
    }

    /** Whether an fsync here is known not to reach a disk, or not to be one disk's. */
    boolean isWithoutDisk() throws IOException {
        return WITHOUT_DISK.contains(fileSystem());
    }

    /** Where it is. */
    Path root() {
        return root;
    }

    /** Removes what was made in it so far. */
    void clear() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            for (Path entry : entries.toList()) {
                delete(entry);
            }
        }
    }

    /** Removes a directory with all that is in it. */
    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The sum of the sizes of the files in a directory. */
    static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).mapToLong(Scratch::size).sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the size of " + file, e);
        }
    }

    @Override
    public void close() throws IOException {
        delete(root);
    }
}
