package dev.perdure.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.StoreLockedException;
import dev.perdure.store.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed. */
final class CrashTest {
    private static final int ROUNDS = 6;

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedAppendIsThereAfterKill9() throws Exception {
        Random random = new Random(Seeds.fresh());
        Map<Integer, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<String> lines = new ArrayList<>();
            try (ChildJvm child = ChildJvm.run(AppendingProcess.class, directory.toString(), "r" + round)) {
                assertThat(child.line()).isEqualTo("open");
                int enough = 20 + random.nextInt(3_000);
                while (lines.size() < enough) {
                    lines.add(child.line());
                }
                lines.addAll(child.kill());
            }
            for (String line : lines) {
                String[] words = line.split(" ");
                acknowledged.merge(Integer.valueOf(words[0]), Long.valueOf(words[1]), Math::max);
            }
            try (Store store = SqliteStore.open(directory)) {
                assertThat(store.verify()).isEmpty();
                acknowledged.forEach((partition, seq) ->
                        assertThat(store.lease(partition).lastSeq()).isGreaterThanOrEqualTo(seq));
            }
        }
        assertThat(acknowledged).hasSize(4);
    }

    @Test
    void isRefusedWhileAnotherProcessHasItAndNamesThatProcess() throws Exception {
        try (ChildJvm child = ChildJvm.run(AppendingProcess.class, directory.toString(), "x")) {
            assertThat(child.line()).isEqualTo("open");
            assertThatThrownBy(() -> SqliteStore.open(directory))
                    .isInstanceOf(StoreLockedException.class)
                    .hasMessageContaining("process " + child.pid())
                    .hasMessageContaining(directory.toRealPath().toString());
            child.kill();
        }
        SqliteStore.open(directory).close();
    }

    @Test
    void aSecondOpeningInTheSameProcessIsRefusedAndLeavesTheFirstItsLock() throws Exception {
        try (Store store = SqliteStore.open(directory)) {
            assertThatThrownBy(() -> SqliteStore.open(directory)).isInstanceOf(StoreLockedException.class);
            try (ChildJvm child = ChildJvm.run(OpeningProcess.class, directory.toString())) {
                assertThat(child.line())
                        .startsWith("StoreLockedException")
                        .contains("process " + ProcessHandle.current().pid());
            }
            assertThat(store.lease(0).epoch()).isEqualTo(1);
        }
        SqliteStore.open(directory).close();
    }
}
