package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Times with fractions of a millisecond, other ones in each run, on the real clock and a real store: all of them come, and none too early. */
@Timeout(120)
class FractionsTest {
    private static final int EACH = 300;
    private static final int LONGEST_NANOS = 900_000_000;
    private static final TaskType<String, String> TYPE = TaskType.of("fraction", String.class, String.class);

    @TempDir
    Path directory;

    private final long seed = new SplittableRandom().nextLong();
    private final SplittableRandom random = new SplittableRandom(seed);
    private final List<TaskHandle<String>> tasks = new ArrayList<>();
    private Perdure perdure;

    @BeforeEach
    void open() {
        // So short that most waits leave memory, and must be woken by an alarm.
        perdure = Perdure.open(directory, PerdureOptions.DEFAULT.withLinger(Duration.ofMillis(30)));
    }

    @AfterEach
    void close() {
        perdure.close();
    }

    private Duration fraction() {
        return Duration.ofNanos(1 + random.nextInt(LONGEST_NANOS));
    }

    private void startAll(Supplier<StartOptions> options) {
        for (int i = 0; i < EACH; i++) {
            tasks.add(perdure.start(TYPE, fraction().toString(), options.get()));
        }
    }

    private void allEndAs(String state) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(tasks.stream()
                                .map(TaskHandle::info)
                                .filter(task -> !task.state().isFinal())
                                .map(task -> task.id() + " " + task.state() + " until " + task.wakeAt()))
                        .as("asleep at %s, seed %s", Instant.now(), seed)
                        .isEmpty());
        assertThat(tasks)
                .allSatisfy(task -> assertThat(task.info().state().code()).isEqualTo(state));
    }

    @Test
    void allSleepsEnd() {
        perdure.register(TYPE, (ctx, span) -> {
                    Instant end = ctx.now().plus(Duration.parse(span));
                    ctx.sleepUntil(end);
                    ctx.step("look", _ -> {
                        if (Instant.now().isBefore(end)) {
                            throw new IllegalStateException("it is not " + end + " yet");
                        }
                    });
                    return span;
                })
                .launch();
        startAll(() -> StartOptions.DEFAULT);
        allEndAs("completed");
    }

    @Test
    void allDeadlinesCome() {
        perdure.register(TYPE, (ctx, _) -> ctx.await("never", String.class)).launch();
        startAll(() -> StartOptions.DEFAULT.withDeadline(Instant.now().plus(fraction())));
        allEndAs("failed");
    }

    @Test
    void allAwaitsTimeOut() {
        perdure.register(
                        TYPE,
                        (ctx, span) -> ctx.await("never", String.class, Duration.parse(span))
                                .orElse("nobody"))
                .launch();
        startAll(() -> StartOptions.DEFAULT);
        allEndAs("completed");
    }

    @Test
    void allDelaysEnd() {
        perdure.register(TYPE, (_, span) -> span).launch();
        startAll(() -> StartOptions.DEFAULT.withDelay(fraction()));
        allEndAs("completed");
    }
}
