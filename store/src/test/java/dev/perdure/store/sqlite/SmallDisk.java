package dev.perdure.store.sqlite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A real file system of a few megabytes that can be filled, freed and made read-only. Only root can make one. */
final class SmallDisk implements AutoCloseable {
    private final Path mountPoint;

    private SmallDisk(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** Mounts one there, or nothing when this system does not allow it. */
    static Optional<SmallDisk> mount(Path mountPoint, int megabytes) throws IOException {
        Files.createDirectories(mountPoint);
        return run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", mountPoint.toString())
                ? Optional.of(new SmallDisk(mountPoint))
                : Optional.empty();
    }

    Path path() {
        return mountPoint;
    }

    /** Leaves no room. */
    void fill() throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    void free() throws IOException {
        Files.delete(filler());
    }

    void makeReadOnly() throws IOException {
        if (!run("mount", "-o", "remount,ro", mountPoint.toString())) {
            throw new IOException(mountPoint + " can't be made read-only");
        }
    }

    private Path filler() {
        return mountPoint.resolve("filler");
    }

    private static boolean run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.onExit().join().exitValue();
        if (exit != 0) {
            System.out.println(String.join(" ", command) + ": " + output.strip());
        }
        return exit == 0;
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", mountPoint.toString())) {
            throw new IOException(mountPoint + " can't be unmounted");
        }
    }
}
