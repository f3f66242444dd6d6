package dev.perdure.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each partition's log was durable, in a small file beside the database. A database whose log ends before its mark has lost
 * acknowledged work, as when its write-ahead log was deleted; nothing in the database itself shows that.
 *
 * <p>A mark is written after the commit that it tells of and before anybody is told, into the page cache only: it survives the death of
 * the process, and after one of the machine it may be too low, which raises no alarm. A mark that can't be written stops nothing.
 *
 * <p>The file is text of lines of equal length: a partition and the place of its newest event. Not thread-safe; belongs to the writer.
 */
final class Marks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Marks.class);
    private static final int LINE_BYTES = 31;

    private final Path file;
    private final FileChannel channel;
    private final Map<Integer, Mark> marks = new TreeMap<>();
    private final ByteBuffer line = ByteBuffer.allocate(LINE_BYTES);
    private boolean failed;

    private Marks(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    private static final class Mark {
        private final int place;
        private long seq;
        private boolean changed;

        Mark(int place, long seq) {
            this.place = place;
            this.seq = seq;
        }
    }

    /** The file of marks in a state directory. */
    static Path fileIn(Path directory) {
        return directory.resolve("perdure.marks");
    }

    /** The marks in a directory, by partition; none where there is no file, as with a new store or one of an older version. */
    static Map<Integer, Long> read(Path directory) throws IOException {
        Map<Integer, Long> found = new TreeMap<>();
        for (Map.Entry<Integer, Mark> mark : parse(fileIn(directory)).entrySet()) {
            found.put(mark.getKey(), mark.getValue().seq);
        }
        return found;
    }

    private static Map<Integer, Mark> parse(Path file) throws IOException {
        Map<Integer, Mark> found = new TreeMap<>();
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            return found;
        }
        for (int place = 0; (place + 1) * LINE_BYTES <= text.length(); place++) {
            String line = text.substring(place * LINE_BYTES, (place + 1) * LINE_BYTES);
            // A machine's crash may leave a line of anything; the next commit writes it again.
            if (line.matches("[01]\\d{9} 0\\d{18}\n")) {
                found.put(
                        Integer.parseInt(line.substring(0, 10)),
                        new Mark(place, Long.parseLong(line.substring(11, 30))));
            }
        }
        return found;
    }

    /** Opens the marks of a store whose partitions' logs end there, and brings them up to that. */
    static Marks open(Path directory, Map<Integer, Long> ends) throws IOException {
        Path file = fileIn(directory);
        Marks marks = new Marks(file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        marks.marks.putAll(parse(file));
        ends.forEach(marks::raise);
        marks.write();
        return marks;
    }

    /** What acknowledged work a store lacks whose partitions' logs end there, a sentence each. */
    static List<String> losses(Path directory, Map<Integer, Long> ends) throws IOException {
        List<String> losses = new ArrayList<>();
        for (Map.Entry<Integer, Long> mark : read(directory).entrySet()) {
            long end = ends.getOrDefault(mark.getKey(), 0L);
            if (end < mark.getValue()) {
                losses.add(
                        "Partition " + mark.getKey() + " ends at event " + end + ", but events up to " + mark.getValue()
                                + " were acknowledged: " + (mark.getValue() - end)
                                + " are lost, as when perdure.db-wal was deleted or an older perdure.db was put in place.");
            }
        }
        return losses;
    }

    /** Notes that a partition's log is durable up to there. */
    void raise(int partition, long seq) {
        Mark mark = marks.computeIfAbsent(partition, _ -> new Mark(freePlace(), 0));
        if (seq > mark.seq) {
            mark.seq = seq;
            mark.changed = true;
        }
    }

    private int freePlace() {
        return marks.values().stream().mapToInt(mark -> mark.place + 1).max().orElse(0);
    }

    /** Writes what was raised. */
    void write() {
        try {
            for (Map.Entry<Integer, Mark> entry : marks.entrySet()) {
                if (entry.getValue().changed) {
                    write(entry.getKey(), entry.getValue());
                }
            }
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn("{} can't be written ({}). Work goes on; a loss of it might not show.", file, e.getMessage());
            }
            failed = true;
        }
    }

    private void write(int partition, Mark mark) throws IOException {
        line.clear();
        digits(partition, 10);
        line.put((byte) ' ');
        digits(mark.seq, 19);
        line.put((byte) '\n').flip();
        for (long at = (long) mark.place * LINE_BYTES; line.hasRemaining(); ) {
            at += channel.write(line, at);
        }
        mark.changed = false;
    }

    /** Formatting by a pattern would cost each commit more than the write itself. */
    private void digits(long number, int count) {
        int end = line.position() + count;
        long rest = number;
        for (int i = end - 1; i >= line.position(); i--) {
            line.put(i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        line.position(end);
    }

    /** Puts marks at these ends in place of all others: what is beyond them is known to be lost. */
    static void replace(Path directory, Map<Integer, Long> ends) throws IOException {
        StringBuilder text = new StringBuilder();
        ends.forEach((partition, end) -> text.append(String.format(Locale.ROOT, "%010d %019d\n", partition, end)));
        Path part = directory.resolve("perdure.marks.new");
        Files.writeString(part, text);
        Files.move(part, fileIn(directory), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
