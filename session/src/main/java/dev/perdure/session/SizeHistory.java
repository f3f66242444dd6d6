package dev.perdure.session;

import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * At which offsets of the output the terminal got which size; without it, output can't be replayed rightly. A text file of
 * lines {@code offset milliseconds columns rows}, appended to, bounded by forgetting the oldest half.
 *
 * <p>Not thread-safe.
 */
final class SizeHistory {
    static final String FILE = "sizes";
    private static final int MOST = 4_000;

    private final Path file;
    private List<Change> changes;

    /** From {@code offset} on, the size is {@code size}. */
    record Change(long offset, Instant time, TerminalSize size) {
        private static Optional<Change> parse(String line) {
            String[] fields = line.split(" ");
            // A daemon that was killed while it wrote leaves a last line that isn't whole: without its final dot.
            if (fields.length != 5 || !fields[4].equals(".")) {
                return Optional.empty();
            }
            return Optional.of(new Change(
                    Long.parseLong(fields[0]),
                    Instant.ofEpochMilli(Long.parseLong(fields[1])),
                    new TerminalSize(Integer.parseInt(fields[2]), Integer.parseInt(fields[3]))));
        }

        private String line() {
            return offset + " " + time.toEpochMilli() + " " + size.columns() + " " + size.rows() + " .\n";
        }
    }

    private SizeHistory(Path file, List<Change> changes) {
        this.file = file;
        this.changes = changes;
    }

    static SizeHistory open(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            String text = Files.readString(file);
            List<Change> changes = text.lines()
                    .map(Change::parse)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toCollection(ArrayList::new));
            SizeHistory history = new SizeHistory(file, changes);
            if (!text.endsWith("\n")) {
                history.rewrite();
            }
            return history;
        } catch (NoSuchFileException e) {
            return new SizeHistory(file, new ArrayList<>());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(Change change) {
        changes.add(change);
        try {
            if (changes.size() > MOST) {
                changes = new ArrayList<>(changes.subList(MOST / 2, changes.size()));
                rewrite();
            } else {
                Files.writeString(file, change.line(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    private void rewrite() {
        new StateFile(file).write(changes.stream().map(Change::line).collect(Collectors.joining()));
    }

    /** All that are known, the earliest first. */
    List<Change> all() {
        return List.copyOf(changes);
    }

    /** The size that holds at an offset, or the earliest that is known. */
    TerminalSize at(long offset) {
        TerminalSize size =
                changes.isEmpty() ? TerminalSize.DEFAULT : changes.getFirst().size();
        for (Change change : changes) {
            if (change.offset() > offset) {
                break;
            }
            size = change.size();
        }
        return size;
    }

    /** The changes after an offset. */
    List<Change> after(long offset) {
        return changes.stream().filter(change -> change.offset() > offset).toList();
    }

    TerminalSize last() {
        return changes.isEmpty() ? TerminalSize.DEFAULT : changes.getLast().size();
    }
}
