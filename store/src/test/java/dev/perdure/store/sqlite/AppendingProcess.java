package dev.perdure.store.sqlite;

import dev.perdure.store.Journal;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that appends until it is killed. Once it has the store it says {@code open}; then, for each append that was acknowledged,
 * the partition and the place of its last event; and for each that was refused, {@code refused} and why.
 */
final class AppendingProcess {
    private static final int PARTITIONS = 4;
    private static final int OUTSTANDING = 64;

    private AppendingProcess() {}

    public static void main(String[] args) throws Exception {
        String run = args[1];
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        SqliteStore store = SqliteStore.open(Path.of(args[0]));
        Journal[] journals = new Journal[PARTITIONS];
        for (int i = 0; i < PARTITIONS; i++) {
            journals[i] = Journal.of(store, i);
        }
        out.println("open");
        Semaphore room = new Semaphore(OUTSTANDING);
        for (int i = 0; ; i++) {
            room.acquire();
            Journal journal = journals[i % PARTITIONS];
            var _ = journal.record("task-" + run + "-" + i % 24, 1 + i % 3, "running")
                    .whenComplete(tell(out, journal.partition(), journal.lastSeq(), room));
        }
    }

    private static BiConsumer<Void, @Nullable Throwable> tell(
            PrintStream out, int partition, long seq, Semaphore room) {
        return (_, refusal) -> {
            out.println(refusal == null ? partition + " " + seq : "refused " + refusal.getMessage());
            room.release();
        };
    }
}
