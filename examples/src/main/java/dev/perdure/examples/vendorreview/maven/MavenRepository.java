package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that keeps libraries in Maven's default layout. Paths are relative to its root. Thread-safe.
 *
 * <p>Every method throws {@link NotInRepositoryException} if the repository answers that it has no such file, and another
 * {@link IOException} if it can't be asked now, after which asking again may help.
 */
public interface MavenRepository {

    /** The whole address of a path, as a reader of the report can open it. */
    String address(String path);

    /** All versions of a library that the repository lists, in no certain order. */
    List<String> versions(Coordinates library) throws IOException, InterruptedException;

    /** The content of a small file; at most {@value #READ_LIMIT} bytes. */
    byte[] read(String path) throws IOException, InterruptedException;

    /** What is known of a file without reading it. */
    FileHead head(String path) throws IOException, InterruptedException;

    /** The last {@code bytes} bytes of a file, or all of a shorter one. */
    byte[] tail(String path, int bytes) throws IOException, InterruptedException;

    /** The largest file that is read whole; metadata and POMs are far below it. */
    int READ_LIMIT = 8 << 20;

    /**
     * What is known of a file without reading it.
     *
     * @param bytes its size, or null if the repository does not say
     * @param published when it was put there, or null if the repository does not say
     */
    record FileHead(@Nullable Long bytes, @Nullable Instant published) {}
}
