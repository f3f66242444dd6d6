package dev.perdure.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library as a file that stays: one for each version in the user's cache directory ({@code $XDG_CACHE_HOME/perdure}, else
 * {@code $HOME/.cache/perdure}; XDG Base Directory Specification). The driver by itself unpacks a copy for each process and removes it at
 * the process's end, which a killed process does not reach: each would leave a megabyte behind.
 *
 * <p>The file is checked against the driver's jar before it is used. It is written beside its place and moved there, so processes that
 * start at once see a whole one or none. Where there is no cache directory for this user alone, the driver unpacks as ever. A program
 * that says {@code org.sqlite.lib.path} or {@code org.sqlite.tmpdir} gets what it says.
 */
final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String LIBRARY_PATH = "org.sqlite.lib.path";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private static boolean loaded;

    private NativeLibrary() {}

    /** Loads the library, at the first call. Where that fails, the driver's own attempt at the first connection says why. */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        loaded = true;
        if (System.getProperty(LIBRARY_PATH) != null || System.getProperty("org.sqlite.tmpdir") != null) {
            return;
        }
        try {
            Path directory = provide(cacheDirectory(System.getenv(), System.getProperty("user.home", "/")));
            System.setProperty(LIBRARY_PATH, directory.toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                System.clearProperty(LIBRARY_PATH);
            }
        } catch (Exception e) {
            LOG.debug("The driver unpacks its native library for this process alone", e);
        }
    }

    static Path cacheDirectory(Map<String, String> environment, String userHome) {
        String cache = environment.get("XDG_CACHE_HOME");
        if (cache != null && cache.startsWith("/")) {
            return Path.of(cache, "perdure");
        }
        String home = environment.get("HOME");
        return Path.of(home != null && home.startsWith("/") ? home : userHome, ".cache", "perdure");
    }

    /** The directory of the library's file under that cache directory; the file is made if it is not there or not as it should be. */
    static Path provide(Path cache) throws IOException {
        String name = LibraryLoaderUtil.getNativeLibName();
        URL packed = SQLiteJDBCLoader.class.getResource(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name);
        if (packed == null) {
            throw new IOException("the driver has no library for this system");
        }
        Content content = Content.of(packed);
        Path directory = ownDirectory(cache.resolve("sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + content.crc()));
        Path library = directory.resolve(name);
        if (!content.isIn(library)) {
            unpack(packed, directory, library);
            if (!content.isIn(library)) {
                throw new IOException(library + " was not written whole");
            }
        }
        return directory;
    }

    /** Whoever can write there can run code here, so nobody else may. */
    private static Path ownDirectory(Path directory) throws IOException {
        Files.createDirectories(directory.getParent());
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            boolean ours = Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && OWNER_ONLY.containsAll(Files.getPosixFilePermissions(directory))
                    && Files.isWritable(directory);
            if (!ours) {
                throw new IOException(directory + " is not a directory of this user alone", e);
            }
        }
        return directory;
    }

    private static void unpack(URL packed, Path directory, Path library) throws IOException {
        Path part = Files.createTempFile(directory, "part", null);
        try {
            try (InputStream in = packed.openStream()) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * What the library's file must contain.
     *
     * @param size bytes
     * @param crc its CRC-32, which a jar's directory tells without unpacking
     */
    private record Content(long size, long crc) {
        static Content of(URL packed) throws IOException {
            URLConnection connection = packed.openConnection();
            if (connection instanceof JarURLConnection jar && jar.getJarEntry().getCrc() >= 0) {
                return new Content(
                        jar.getJarEntry().getSize(), jar.getJarEntry().getCrc());
            }
            try (InputStream in = connection.getInputStream()) {
                return of(in.readAllBytes());
            }
        }

        private static Content of(byte[] bytes) {
            CRC32 crc = new CRC32();
            crc.update(bytes);
            return new Content(bytes.length, crc.getValue());
        }

        boolean isIn(Path file) throws IOException {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) == size
                    && equals(of(Files.readAllBytes(file)));
        }
    }
}
