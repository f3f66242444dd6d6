package dev.perdure.engine.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The world outside: a file to which effects are appended, a line each. A line is written by one {@code write} to a file that was opened
 * with {@code O_APPEND}, so it is there or not, and its place says what came first. Thread-safe.
 */
final class Effects {
    private final FileChannel file;
    private final Map<String, Long> once = new ConcurrentHashMap<>();

    /** A line: what it is, of which task and step, and the value that goes with it. */
    record Line(String what, String task, String key, long value) {
        static final String BODY = "body";
        static final String ONCE = "once";
        static final String HEARD = "heard";

        String step() {
            return task + ' ' + key;
        }

        private static Line of(String text) {
            String[] parts = text.split(" ", -1);
            return new Line(parts[0], parts[1], parts[2], Long.parseLong(parts[3]));
        }
    }

    Effects(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        for (Line line : read(path)) {
            if (line.what().equals(Line.ONCE)) {
                once.put(line.step(), line.value());
            }
        }
    }

    static List<Line> read(Path path) throws IOException {
        return Files.readAllLines(path).stream().map(Line::of).toList();
    }

    void add(Line line) {
        try {
            String text = line.what() + ' ' + line.task() + ' ' + line.key() + ' ' + line.value() + '\n';
            if (line.what().equals(Line.ONCE)) {
                once.put(line.step(), line.value());
            }
            int _ = file.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of a step's effect, or null if it did not take place. */
    @Nullable
    Long once(String task, String key) {
        return once.get(task + ' ' + key);
    }
}
