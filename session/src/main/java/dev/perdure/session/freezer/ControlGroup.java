package dev.perdure.session.freezer;

import dev.perdure.api.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A control group of version 2 that holds a session's processes and whatever they start: Documentation/admin-guide/
 * cgroup-v2.rst of the kernel. No process can leave it unless it may write to another group.
 *
 * @param directory the group's directory in the control group file system
 */
public record ControlGroup(Path directory) implements SessionTree {
    private static final long LOOK_AGAIN_NANOS = 200_000;

    /** The group whose {@link #entrance()} is the given file. */
    static ControlGroup at(Path entrance) {
        return new ControlGroup(Objects.requireNonNull(entrance.getParent(), "no folder: " + entrance));
    }

    /** The file that a process writes {@code 0} to in order to enter. */
    public Path entrance() {
        return directory.resolve("cgroup.procs");
    }

    public boolean exists() {
        return Files.isDirectory(directory);
    }

    @Override
    public List<Integer> processes() {
        List<Integer> processes = new ArrayList<>();
        for (Path group : groups()) {
            // 0 stands for a process that has no number here: one that is just being collected, or of another
            // namespace.
            read(group.resolve("cgroup.procs"))
                    .lines()
                    .map(Integer::parseInt)
                    .filter(process -> process > 0)
                    .forEach(processes::add);
        }
        return processes;
    }

    @Override
    public void freeze(Duration limit) {
        write("cgroup.freeze", "1");
        if (!await(this::isFrozen, limit) && populated()) {
            throw new FreezeException("the kernel hasn't confirmed the freeze of " + directory, processes());
        }
    }

    @Override
    public void thaw() {
        write("cgroup.freeze", "0");
    }

    @Override
    public boolean isFrozen() {
        String events = read(directory.resolve("cgroup.events"));
        return events.contains("frozen 1") && events.contains("populated 1");
    }

    @Override
    public void kill(Duration limit) {
        if (!exists()) {
            return;
        }
        if (Files.exists(directory.resolve("cgroup.kill"))) {
            write("cgroup.kill", "1");
        } else {
            // Before Linux 5.14. Frozen, so that none can start another behind our back; SIGKILL gets through.
            write("cgroup.freeze", "1");
            processes().forEach(Signals::kill);
        }
        if (!await(() -> !populated(), limit)) {
            throw new FreezeException("not all of " + directory + " have ended", processes());
        }
    }

    /** Removes the group, and those that its processes made in it. It must be empty. */
    public void remove() {
        for (Path group : groups().reversed()) {
            // A killed process leaves its group when it is through exit, some moments after it stops counting.
            await(() -> removed(group), Duration.ofSeconds(1));
        }
    }

    @Override
    public String means() {
        return "cgroup";
    }

    private static boolean removed(Path group) {
        try {
            Files.deleteIfExists(group);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean populated() {
        return read(directory.resolve("cgroup.events")).contains("populated 1");
    }

    /** This group and all below it, parents first. */
    private List<Path> groups() {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isDirectory)
                    .sorted(Comparator.comparingInt(Path::getNameCount))
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean await(BooleanSupplier done, Duration limit) {
        long deadline = System.nanoTime() + Timeline.nanos(limit);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        return true;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // ENODEV: the group was removed between open and read.
            if (Files.notExists(file)) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String value) {
        try {
            Files.writeString(directory.resolve(name), value, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
