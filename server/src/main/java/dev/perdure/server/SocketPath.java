package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The path of a state directory's socket, also where its path is longer than the kernel takes.
 *
 * <p>{@code sun_path} holds 108 bytes on Linux (unix(7)) and 104 on macOS, the final NUL included. A longer path is reached
 * through a symbolic link to the state directory that lies in a directory of the user's own; the socket itself always lies in the
 * state directory. Daemon and client compute the same link, so both find each other without more.
 */
public final class SocketPath {
    private static final int LONGEST = 103;

    private SocketPath() {}

    /** The path to bind or connect to; makes the link if one is needed. */
    public static Path of(StateDirectory state) {
        return of(state, state.socket());
    }

    /** The same for the socket of attachments. */
    public static Path ofAttach(StateDirectory state) {
        return of(state, state.attachSocket());
    }

    private static Path of(StateDirectory state, Path socket) {
        return fits(socket) ? socket : linkTo(state).resolve(socket.getFileName());
    }

    private static boolean fits(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST;
    }

    private static Path linkTo(StateDirectory state) {
        try {
            Path link = ownDirectory().resolve(digest(state.path().toString()));
            try {
                Files.createSymbolicLink(link, state.path());
            } catch (FileAlreadyExistsException e) {
                if (!Files.readSymbolicLink(link).equals(state.path())) {
                    throw new IOException(link + " leads to " + Files.readSymbolicLink(link), e);
                }
            }
            return link;
        } catch (IOException e) {
            throw new PerdureException(
                    ErrorCode.UNSUPPORTED,
                    "The path of the state directory " + state.path()
                            + " is too long for a socket, and no short link to it could be made: " + Reason.of(e)
                            + ". Choose a shorter one with --state or PERDURE_STATE.",
                    e);
        }
    }

    /** A directory that nobody else can put anything into. Its name does not depend on the environment, which may differ between terminals. */
    private static Path ownDirectory() throws IOException {
        Path directory = Path.of("/tmp/perdure-" + System.getProperty("user.name"));
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException e) {
            boolean ours = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Files.getOwner(directory).equals(Owner.ofThisProcess())
                    && ownerOnly.containsAll(Files.getPosixFilePermissions(directory));
            if (!ours) {
                throw new IOException(directory + " is not a directory of this user alone", e);
            }
        }
        return directory;
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
