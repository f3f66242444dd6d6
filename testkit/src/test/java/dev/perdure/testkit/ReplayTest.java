package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Event;
import dev.perdure.api.Json;
import dev.perdure.api.Task;
import dev.perdure.api.TaskType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("review", Integer.class, Integer.class);
    private static final AtomicInteger BODIES = new AtomicInteger();

    private static final Task<Integer, Integer> RECORDED = (ctx, n) -> {
        int price = ctx.step("price", Integer.class, _ -> BODIES.incrementAndGet());
        ctx.sleep(Duration.ofDays(3));
        int share = ctx.step("share", Integer.class, _ -> 2);
        return price * share;
    };

    @Test
    void theSameCodeFits() throws Exception {
        Replay replay = completed();
        int before = BODIES.get();
        assertThat(replay.against(TYPE, RECORDED)).isEqualTo(new Replay.Verdict(true, ""));
        assertThat(BODIES).hasValue(before);
    }

    @Test
    void codeThatDoesOtherThingsInAnotherOrderOfNamesFits() throws Exception {
        assertThat(completed()
                        .against(TYPE, (ctx, n) -> {
                            ctx.sleep(Duration.ofDays(1));
                            int share = ctx.step("share", Integer.class, _ -> 2);
                            return share * ctx.step("price", Integer.class, _ -> 3);
                        })
                        .fits())
                .isTrue();
    }

    @Test
    void aStepThatIsGoneIsToldWithBothSides() throws Exception {
        Replay.Verdict verdict = completed().against(TYPE, (ctx, n) -> {
            ctx.sleep(Duration.ofDays(3));
            return ctx.step("price", Integer.class, _ -> 1);
        });
        assertThat(verdict.fits()).isFalse();
        assertThat(verdict.message()).contains("a step at share#1", "nothing: it ended without asking");
        assertThatThrownBy(verdict::orThrow).isInstanceOf(AssertionError.class);
    }

    @Test
    void aStepThatIsRetiredFits() throws Exception {
        assertThat(completed()
                        .against(TYPE, (ctx, n) -> {
                            ctx.retired("share");
                            ctx.sleep(Duration.ofDays(3));
                            return ctx.step("price", Integer.class, _ -> 1);
                        })
                        .fits())
                .isTrue();
    }

    @Test
    void aNewStepInACompletedTaskIsToldAndItsBodyIsNotRun() throws Exception {
        Replay.Verdict verdict = completed().against(TYPE, (ctx, n) -> {
            int result = RECORDED.run(ctx, n);
            return result
                    + ctx.step("tax", Integer.class, _ -> {
                        throw new AssertionError("a replay must not run bodies");
                    });
        });
        assertThat(verdict.fits()).isFalse();
        assertThat(verdict.message()).contains("task_completed", "a step at tax#1");
    }

    @Test
    void aNewStepAfterTheRecordOfARunningTaskFits() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, RECORDED);
            String id = perdure.start(TYPE, 1).id();
            perdure.pass(Duration.ofDays(1));
            Replay replay = Replay.of(perdure, id);
            assertThat(replay.against(TYPE, RECORDED).fits()).isTrue();
            assertThat(replay.against(TYPE, (ctx, n) -> {
                                int price = ctx.step("price", Integer.class, _ -> 1);
                                ctx.sleep(Duration.ofDays(3));
                                return price * ctx.step("other", Integer.class, _ -> 2);
                            })
                            .fits())
                    .isTrue();
        }
    }

    @Test
    void readsAHistoryFromJson() throws Exception {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, RECORDED);
            String id = perdure.start(TYPE, 1).id();
            perdure.rest();
            String array =
                    perdure.history(id).stream().map(ReplayTest::json).collect(Collectors.joining(",", "[", "]"));
            assertThat(Replay.of(array).against(TYPE, RECORDED).fits()).isTrue();
            String lines = perdure.history(id).stream().map(ReplayTest::json).collect(Collectors.joining("\n"));
            assertThat(Replay.of(lines).against(TYPE, (ctx, n) -> n).fits()).isFalse();
        }
        assertThatThrownBy(() -> Replay.of("not json"))
                .hasMessageContaining("perdure history --json")
                .message()
                .doesNotContain("Source", "\n");
    }

    @Test
    void readsAHistoryWhosePayloadsAreAtTheLimits() throws Exception {
        TaskType<Json, Json> echo = TaskType.of("echo", Json.class, Json.class);
        for (String value : List.of("[".repeat(500) + "]".repeat(500), "9".repeat(1_000), "1.10", "1e400")) {
            try (TestPerdure perdure = TestPerdure.inMemory()) {
                perdure.register(echo, (ctx, in) -> ctx.step("same", Json.class, _ -> in));
                String id = perdure.start(echo, new Json(value)).id();
                perdure.rest();
                String lines =
                        perdure.history(id).stream().map(ReplayTest::json).collect(Collectors.joining("\n"));
                Replay.of(lines)
                        .against(echo, (ctx, in) -> {
                            String seen =
                                    ctx.step("same", Json.class, _ -> Json.NULL).text();
                            if (!seen.equalsIgnoreCase(value) && !seen.equals("1E+400")) {
                                throw new AssertionError(seen);
                            }
                            return in;
                        })
                        .orThrow();
            }
        }
    }

    private static String json(Event event) {
        return "{\"seq\":" + event.seq() + ",\"taskId\":\"" + event.taskId() + "\",\"taskSeq\":" + event.taskSeq()
                + ",\"kind\":\"" + event.kind() + "\",\"time\":\"" + event.time() + "\",\"actor\":\"" + event.actor()
                + "\",\"payload\":" + event.payload() + ",\"hash\":\"" + event.hash() + "\"}";
    }

    private static Replay completed() throws InterruptedException {
        try (TestPerdure perdure = TestPerdure.inMemory()) {
            perdure.register(TYPE, RECORDED);
            var task = perdure.start(TYPE, 1);
            task.result();
            return Replay.of(perdure, task.id());
        }
    }
}
