package dev.perdure.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * A program that prints a file each time that it is told to and says when it has, by a pipe and a file beside the terminal; so it begins and ends alike
 * under a bare terminal, tmux and Perdure. Its terminal is raw: what it prints comes out as it is.
 */
final class Gate implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String SCRIPT =
            "stty raw -echo; while read -r file <\"$0\"; do cat \"$file\"; : >\"$1\"; done; exec sleep 1000";

    private final Path pipe;
    private final Path done;
    private final FileChannel begin;

    /** Makes the pipe, in a directory of its own. */
    Gate(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        pipe = directory.resolve("begin");
        done = directory.resolve("done");
        Programs.output(directory, LIMIT, List.of("mkfifo", "-m", "600", pipe.toString()));
        // Open for both, so that neither side's opening waits for the other: fifo(7).
        begin = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** The program. */
    List<String> program() {
        return List.of("sh", "-c", SCRIPT, pipe.toString(), done.toString());
    }

    /** Has the program print a file. */
    void print(Path file) throws IOException {
        Files.deleteIfExists(done);
        begin.write(ByteBuffer.wrap((file + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /** Waits until it has, as far as its terminal took it. */
    void awaitDone() throws IOException {
        SessionDaemon.await("end of the printing", () -> Files.exists(done));
    }

    @Override
    public void close() throws IOException {
        begin.close();
    }
}
