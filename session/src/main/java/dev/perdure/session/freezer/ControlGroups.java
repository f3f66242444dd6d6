package dev.perdure.session.freezer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The place in the control group file system where sessions are kept: {@code perdure-UID} in the highest group that this
 * process may change, so that ending the daemon's own group (a service, a terminal's scope) doesn't end them. In it a
 * group for all anchors, and one for each session.
 *
 * @param directory where the groups of sessions are
 */
public record ControlGroups(Path directory) {
    private static final String PROCS = "cgroup.procs";

    /** The place, made where there was none; empty where version 2 isn't mounted or may not be changed. */
    public static Optional<ControlGroups> find() {
        return find(read(Path.of("/proc/self/mountinfo")), read(Path.of("/proc/self/cgroup")));
    }

    static Optional<ControlGroups> find(String mounts, String memberships) {
        Optional<Mount> mount =
                mounts.lines().map(Mount::parse).flatMap(Optional::stream).findFirst();
        Optional<String> own = memberships
                .lines()
                .filter(line -> line.startsWith("0::"))
                .map(line -> line.substring(3))
                .findFirst();
        if (mount.isEmpty() || own.isEmpty()) {
            return Optional.empty();
        }
        return highest(mount.get().point(), mount.get().locate(own.get())).flatMap(ControlGroups::in);
    }

    /** The group of a session; {@code name} is unique on this machine and fit for a file name. */
    public ControlGroup session(String name) {
        if (!name.matches("[A-Za-z0-9._-]{1,128}") || name.startsWith(".") || name.startsWith("cgroup.")) {
            throw new IllegalArgumentException("not fit for a group's name: " + name);
        }
        return new ControlGroup(make(directory.resolve("session-" + name)));
    }

    /** The group of all anchors, which is never frozen. */
    public ControlGroup anchors() {
        return new ControlGroup(make(directory.resolve("anchors")));
    }

    /** A line of /proc/self/mountinfo: which part of the hierarchy is mounted where. */
    record Mount(String root, Path point) {
        static Optional<Mount> parse(String line) {
            List<String> fields = List.of(line.split(" "));
            int separator = fields.indexOf("-");
            if (separator < 6 || !fields.get(separator + 1).equals("cgroup2")) {
                return Optional.empty();
            }
            return Optional.of(new Mount(unescape(fields.get(3)), Path.of(unescape(fields.get(4)))));
        }

        Path locate(String group) {
            String below = root.equals("/") || !group.startsWith(root) ? group : group.substring(root.length());
            return point.resolve(below.startsWith("/") ? below.substring(1) : below)
                    .normalize();
        }

        private static String unescape(String field) {
            return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
        }
    }

    private static Optional<Path> highest(Path root, Path own) {
        Path found = null;
        for (Path at = own; at != null && at.startsWith(root); at = at.getParent()) {
            if (!Files.isWritable(at) || !Files.isWritable(at.resolve(PROCS))) {
                break;
            }
            found = at;
        }
        return Optional.ofNullable(found);
    }

    private static Optional<ControlGroups> in(Path parent) {
        try {
            Path directory = parent.resolve("perdure-" + Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            Files.createDirectories(directory);
            return Optional.of(new ControlGroups(directory));
        } catch (IOException e) {
            // A read-only mount, or a limit on descendants: sessions are then controlled by signals.
            return Optional.empty();
        }
    }

    private static Path make(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
