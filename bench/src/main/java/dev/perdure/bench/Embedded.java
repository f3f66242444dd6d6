package dev.perdure.bench;

import dev.perdure.api.Perdure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Runs of the layer inside this process. */
final class Embedded {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private Embedded() {}

    /** What is done with an open layer; it registers its handlers and launches. */
    interface Work {
        void run(Perdure perdure) throws Exception;
    }

    /** What one of several clients does. */
    interface Client {
        void run(int number) throws Exception;
    }

    /** Opens a state directory, does the work and closes it. */
    static void run(Path directory, Work work) throws Exception {
        try (Perdure perdure = Perdure.open(directory)) {
            work.run(perdure);
        }
    }

    /** The same, and gives back every row that the work wrote. Slower than {@link #run}: its times mean nothing. */
    static Recording record(Path directory, Work work) throws Exception {
        Perdure.open(directory).close();
        Path database = database(directory);
        Recording.begin(database);
        run(directory, work);
        return Recording.end(database);
    }

    /** The same, and gives back how many transactions the work took. */
    static int commits(Path directory, Work work) throws Exception {
        Perdure.open(directory).close();
        Path database = database(directory);
        int[] count = new int[1];
        run(directory, perdure -> {
            try (WalCommits commits = new WalCommits(database)) {
                work.run(perdure);
                count[0] = commits.count();
            }
        });
        return count[0];
    }

    /** The database in a state directory that nobody in this process has open. */
    static Path database(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    if (Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                        return file;
                    }
                }
            }
        }
        throw new IOException("there is no SQLite database in " + directory);
    }

    /** Runs clients side by side on virtual threads until all are done. */
    static void clients(int count, Client client) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                ends.add(threads.submit(() -> {
                    client.run(number);
                    return number;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        }
    }
}
