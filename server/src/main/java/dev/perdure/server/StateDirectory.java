package dev.perdure.server;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything of one daemon: the store, the socket, the log, the jars with task types.
 *
 * @param path absolute and normalised
 */
public record StateDirectory(Path path) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    public StateDirectory {
        requireNonNull(path, "path is null");
        path = path.toAbsolutePath().normalize();
    }

    /** The directory to use: the one given, else {@code PERDURE_STATE}, else the user's default. */
    public static StateDirectory choose(@Nullable Path given) {
        return choose(given, System.getenv(), Path.of(System.getProperty("user.home", "/")));
    }

    /**
     * The same with another environment. The default is {@code $XDG_STATE_HOME/perdure}, and {@code $HOME/.local/state/perdure} where
     * that is unset or relative (XDG Base Directory Specification); {@code home} stands in for a {@code $HOME} that is.
     */
    static StateDirectory choose(@Nullable Path given, Map<String, String> environment, Path home) {
        if (given != null) {
            return new StateDirectory(given);
        }
        String named = environment.get("PERDURE_STATE");
        if (named != null && !named.isBlank()) {
            return new StateDirectory(Path.of(named));
        }
        String stateHome = environment.get("XDG_STATE_HOME");
        if (stateHome != null && stateHome.startsWith("/")) {
            return new StateDirectory(Path.of(stateHome, "perdure"));
        }
        String homeSaid = environment.get("HOME");
        Path base = homeSaid != null && homeSaid.startsWith("/") ? Path.of(homeSaid) : home;
        return new StateDirectory(base.resolve(".local/state/perdure"));
    }

    /** The socket on which the daemon answers. Connect by {@link SocketPath#of}, which also works where this is too long. */
    public Path socket() {
        return path.resolve("perdure.sock");
    }

    /** The socket on which the daemon takes attachments to sessions. Connect by {@link SocketPath#ofAttach}. */
    public Path attachSocket() {
        return path.resolve("attach.sock");
    }

    /** The log of the daemon, rotated. */
    public Path log() {
        return path.resolve("daemon.log");
    }

    /** What the daemon's process writes outside of its log: the reason of a failed start, warnings of the JVM. */
    public Path output() {
        return path.resolve("daemon.out");
    }

    /** Which process is the daemon. */
    public Path daemonFile() {
        return path.resolve("daemon.json");
    }

    /** Held by whoever is starting a daemon. */
    Path launchLock() {
        return path.resolve("launch.lock");
    }

    /** Jars with task types that the daemon loads at its start. */
    public Path types() {
        return path.resolve("types");
    }

    /**
     * Makes the directory, for its owner only. An existing empty one is closed to others; one that others can write to is refused.
     *
     * @throws PerdureException if that fails
     */
    public void prepare() {
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            try {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (FileAlreadyExistsException e) {
                check();
            }
        } catch (IOException e) {
            throw new PerdureException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "The state directory " + path + " can't be used: " + Reason.of(e)
                            + ". Choose another with --state or PERDURE_STATE.",
                    e);
        }
    }

    private void check() throws IOException {
        if (!Files.isDirectory(path)) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, path + " is a file. Choose a directory with --state or PERDURE_STATE.");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        if (OWNER_ONLY.containsAll(permissions)) {
            return;
        }
        boolean empty;
        try (var entries = Files.newDirectoryStream(path)) {
            empty = !entries.iterator().hasNext();
        }
        if (empty) {
            Files.setPosixFilePermissions(path, OWNER_ONLY);
        } else if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "Others can write to " + path + ". Choose a directory of your own, or run: chmod 700 " + path);
        }
    }
}
