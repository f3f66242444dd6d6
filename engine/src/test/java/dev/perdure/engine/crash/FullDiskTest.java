package dev.perdure.engine.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import dev.perdure.engine.Doctor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk of three megabytes in memory. To mount one takes root; where that isn't given, these tests are skipped and say so. */
@Timeout(120)
class FullDiskTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("fill", Integer.class, Integer.class);
    private static final int BALLAST = 1 << 20;
    private static final int MORE = 40;

    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString()),
                "a small disk can't be mounted here; that takes root");
    }

    @AfterEach
    void unmount() throws Exception {
        boolean _ = run("umount", disk.toString());
    }

    @Test
    void aFullDiskIsSaidClearlyAndTheWorkGoesOnWhenThereIsSpace() throws Exception {
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[BALLAST]);
        List<TaskHandle<Integer>> acknowledged = new ArrayList<>();
        try (Perdure perdure = open()) {
            StoreUnavailableException full = fill(perdure, acknowledged);
            assertThat(full).hasMessageContaining("full").hasMessageContaining("Free space");
            assertThat(full.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(acknowledged).isNotEmpty();

            Files.delete(ballast);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> acknowledged.stream().allMatch(this::hasCompleted));
            for (int i = 0; i < acknowledged.size(); i++) {
                assertThat(acknowledged.get(i).result()).isEqualTo(i);
            }
            // What these write to SQLite's log of writes is far more than there is room.
            for (int i = 0; i < MORE; i++) {
                int n = i;
                TaskHandle<Integer> more = await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptionsInstanceOf(StoreUnavailableException.class)
                        .until(() -> perdure.start(TYPE, n), Objects::nonNull);
                assertThat(more.result()).isEqualTo(n);
            }
        }
        assertThat(Doctor.check(disk.resolve("state")).findings()).isEmpty();
    }

    @Test
    void aReadOnlyDiskIsSaidClearlyAndNothingIsLost() throws Exception {
        String id;
        try (Perdure perdure = open()) {
            id = perdure.start(TYPE, 7).id();
            assertThat(perdure.handle(id).result().text()).isEqualTo("7");
        }
        assumeTrue(run("mount", "-o", "remount,ro", disk.toString()), "a disk can't be mounted read-only here");
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        PerdureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE))
                .hasMessageMatching("(?s).*(read-only|writable|Read-only).*");
        assertThat(run("mount", "-o", "remount,rw", disk.toString())).isTrue();
        try (Perdure perdure = open()) {
            assertThat(perdure.handle(id).result().text()).isEqualTo("7");
        }
    }

    private Perdure open() {
        Perdure perdure = Perdure.open(disk.resolve("state"));
        perdure.register(TYPE, (ctx, n) -> {
            for (int i = 0; i < 3; i++) {
                ctx.step("text", String.class, _ -> "x".repeat(4_000));
            }
            return n;
        });
        return perdure.launch();
    }

    /** Starts tasks until the disk is full. */
    private static StoreUnavailableException fill(Perdure perdure, List<TaskHandle<Integer>> acknowledged) {
        for (int i = 0; i < 10_000; i++) {
            try {
                acknowledged.add(perdure.start(TYPE, i));
            } catch (StoreUnavailableException e) {
                return e;
            }
        }
        throw new AssertionError("the disk does not become full");
    }

    private boolean hasCompleted(TaskHandle<Integer> task) {
        try {
            return task.info().state() == TaskState.COMPLETED;
        } catch (StoreUnavailableException e) {
            return false;
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
