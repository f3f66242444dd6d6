package dev.perdure.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.JsonLimits;
import dev.perdure.api.Next;
import dev.perdure.api.Outcome;
import dev.perdure.api.PerdureException;
import dev.perdure.api.RetryPolicy;
import dev.perdure.api.StartOptions;
import dev.perdure.api.Step;
import dev.perdure.api.StepFailedException;
import dev.perdure.api.TaskContext;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any JSON within the documented limits goes through every door and comes back character for character, also after a crash; anything
 * else is refused at every door in a sentence. Random, with new JSON in every run; a failure prints the seed, and
 * {@code -Dperdure.json.seed} repeats it.
 */
class JsonDoorsTest {
    private static final TaskType<Json, Json> DOORS = TaskType.of("doors", Json.class, Json.class);
    private static final TaskType<Json, Json> CHILD = TaskType.of("child", Json.class, Json.class);
    private static final int ROUNDS = Integer.getInteger("perdure.json.rounds", 20);
    private static final Json ALL_THE_SAME = new Json("\"6 of 6\"");

    private final long seed = Long.getLong("perdure.json.seed", System.nanoTime());
    private final RandomJson random = new RandomJson(new SplittableRandom(seed));

    @TempDir
    Path directory;

    /** Sends one value through a step, a heartbeat, a child, a loop and a signal, and says of how many it came back as it was. */
    private static Json doors(TaskContext ctx, Json value) {
        List<String> out = new ArrayList<>();
        out.add(value.text());
        out.add(ctx.step("step", Json.class, _ -> value).text());
        out.add(ctx.step("heartbeat", Json.class, step -> {
                    boolean fits = value.text().length() <= JsonLimits.HEARTBEAT_BYTES / 3;
                    step.heartbeat(fits ? value : Json.NULL);
                    return fits ? step.lastHeartbeat(Json.class).orElseThrow() : value;
                })
                .text());
        out.add(ctx.join(ctx.start(CHILD, value)).text());
        out.add(ctx.iterate(
                        "loop",
                        Json.class,
                        Json.NULL,
                        (state, round) -> round == 0 ? Next.again(value) : Next.done(state))
                .text());
        out.add(ctx.await("signal", Json.class).text());
        long same = out.stream().filter(value.text()::equals).count();
        return new Json("\"" + same + " of " + out.size() + "\"");
    }

    private static TestPerdure handlers(TestPerdure perdure) {
        return perdure.register(DOORS, JsonDoorsTest::doors).register(CHILD, (_, input) -> input);
    }

    @Test
    void jsonWithinTheLimitsComesBackFromMemory() throws Exception {
        try (TestPerdure perdure = handlers(TestPerdure.inMemory())) {
            comesBack(perdure, ROUNDS);
        }
    }

    @Test
    void jsonWithinTheLimitsComesBackFromAFile() throws Exception {
        try (TestPerdure perdure = handlers(TestPerdure.in(directory))) {
            comesBack(perdure, ROUNDS);
        }
    }

    private void comesBack(TestPerdure perdure, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            String json = random.inside();
            String value = json.strip();
            try {
                String id = perdure.start(DOORS, new Json(json)).id();
                perdure.rest().crash().rest();
                perdure.handle(id).signal("signal", new Json(json));
                perdure.crash();
                assertThat(perdure.handle(id).result()).isEqualTo(ALL_THE_SAME);
                assertThat(perdure.handle(id).input().text().equals(value)).isTrue();
                perdure.crash();
                assertThat(perdure.handle(id).result()).isEqualTo(ALL_THE_SAME);
                TaskHandle<Json> fork = perdure.handle(id).fork(1, new Json(json));
                assertThat(fork.input().text().equals(value)).isTrue();
            } catch (RuntimeException | AssertionError e) {
                fail("seed " + seed + ", round " + round + ": " + shown(value), e);
            }
        }
    }

    @Test
    void jsonAtTheLimitOfDepthComesBack() throws Exception {
        try (TestPerdure perdure = handlers(TestPerdure.in(directory))) {
            String deep = "[".repeat(500) + "]".repeat(500);
            String id = perdure.start(CHILD, new Json(deep)).id();
            assertThat(perdure.handle(id).result().text()).isEqualTo(deep);
            perdure.crash();
            assertThat(perdure.handle(id).result().text()).isEqualTo(deep);
        }
    }

    @Test
    void jsonOutsideOfTheLimitsIsRefusedAtEveryDoor() throws Exception {
        try (TestPerdure perdure = handlers(TestPerdure.inMemory())) {
            Json[] bad = {Json.NULL};
            TaskType<Json, String> inside = TaskType.of("inside", Json.class, String.class);
            perdure.register(inside, (ctx, input) -> refusals(ctx, bad[0]));
            String waiting = perdure.start(DOORS, new Json("1")).id();
            perdure.rest();
            for (int round = 0; round < ROUNDS; round++) {
                Json json = new Json(random.outside());
                bad[0] = json;
                try {
                    refused(() -> perdure.start(DOORS, json));
                    refused(() -> perdure.start(DOORS, json, StartOptions.DEFAULT));
                    refused(() -> perdure.handle(waiting).signal("signal", json));
                    refused(() -> perdure.handle(waiting).resolve("once#1", Outcome.done(json)));
                    refused(() -> perdure.handle(waiting).fork(1, json));
                    assertThat(perdure.start(inside, Json.NULL).result()).isEqualTo("5 refusals");
                    perdure.crash();
                } catch (RuntimeException | AssertionError e) {
                    fail("seed " + seed + ", round " + round + ": " + shown(json.text()), e);
                }
            }
            perdure.handle(waiting).signal("signal", 1);
            assertThat(perdure.handle(waiting).result()).isEqualTo(ALL_THE_SAME);
        }
    }

    private static String refusals(TaskContext ctx, Json bad) {
        int refusals = 0;
        Step<Json> once = Step.of("step", Json.class).withRetry(RetryPolicy.NONE);
        try {
            ctx.step(once, _ -> bad);
        } catch (StepFailedException e) {
            refusals += isASentence(e.failure().message()) ? 1 : 0;
        }
        try {
            ctx.step(once, step -> {
                step.heartbeat(bad);
                return Json.NULL;
            });
        } catch (StepFailedException e) {
            refusals += isASentence(e.failure().message()) ? 1 : 0;
        }
        try {
            ctx.start(CHILD, bad);
        } catch (PerdureException e) {
            refusals += isASentence(e.getMessage()) ? 1 : 0;
        }
        try {
            ctx.iterate("loop", Json.class, Json.NULL, (_, _) -> Next.again(bad));
        } catch (PerdureException e) {
            refusals += isASentence(e.getMessage()) ? 1 : 0;
        }
        try {
            ctx.iterate("loop", Json.class, Json.NULL, (_, _) -> Next.done(bad));
        } catch (PerdureException e) {
            refusals += isASentence(e.getMessage()) ? 1 : 0;
        }
        return refusals + " refusals";
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable door) {
        assertThatThrownBy(door).isInstanceOfSatisfying(PerdureException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT);
            assertThat(isASentence(e.getMessage())).as(e.getMessage()).isTrue();
        });
    }

    private static boolean isASentence(@Nullable String message) {
        return message != null
                && message.length() < 400
                && message.endsWith(".")
                && !message.contains("Source")
                && !message.contains("tools.jackson")
                && message.indexOf('\n') < 0;
    }

    private static String shown(String json) {
        return json.length() < 2_000 ? json : json.substring(0, 2_000) + "… (" + json.length() + ")";
    }
}
