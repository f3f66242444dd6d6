package dev.perdure.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.StartOptions;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.api.Task;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskType;
import dev.perdure.engine.Engine;
import dev.perdure.engine.runtime.ThreadScheduler;
import dev.perdure.store.Append;
import dev.perdure.testkit.internal.MemoryStore;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a partition does when its store takes its time. */
@Timeout(60)
class OverloadTest {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("task", Integer.class, Integer.class);
    private static final int BOUND = 3;
    private static final PerdureOptions OPTIONS =
            new PerdureOptions(10, Duration.ofSeconds(1), 1 << 20, 1 << 16, Duration.ofSeconds(1), BOUND);

    /** Says of no append that it is durable before it is told to. */
    private static final class Slow extends Wrapped {
        final Queue<CompletableFuture<Void>> held = new ConcurrentLinkedQueue<>();
        final CountDownLatch full = new CountDownLatch(BOUND);
        volatile boolean holds;

        Slow() {
            super(new MemoryStore());
        }

        @Override
        public CompletableFuture<Void> append(Append append) {
            CompletableFuture<Void> done = inner.append(append);
            if (!holds) {
                return done;
            }
            CompletableFuture<Void> answer = new CompletableFuture<>();
            held.add(answer);
            full.countDown();
            return answer;
        }

        void awaitHeld(int count) {
            while (held.size() < count) {
                Thread.onSpinWait();
            }
        }

        void letGo() {
            holds = false;
            held.forEach(answer -> answer.complete(null));
        }
    }

    @Test
    void moreCommandsThanTheBoundAreRefusedAndTheOthersAreAnswered() throws Exception {
        Slow store = new Slow();
        store.holds = true;
        try (Perdure perdure = Engine.open(store, new ThreadScheduler(), OPTIONS)) {
            perdure.register(TYPE, (ctx, n) -> n);
            CountDownLatch answered = new CountDownLatch(BOUND);
            for (int number = 0; number < BOUND; number++) {
                int n = number;
                Thread.ofVirtual().start(() -> {
                    perdure.start(TYPE, n, StartOptions.DEFAULT.withId("task-" + n));
                    answered.countDown();
                });
            }
            store.full.await();
            assertThatThrownBy(() -> perdure.start(TYPE, BOUND))
                    .isInstanceOfSatisfying(
                            PerdureException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.OVERLOADED))
                    .hasMessageContaining("Try again");
            store.letGo();
            answered.await();
            perdure.launch();
            assertThat(perdure.start(TYPE, 7).result()).isEqualTo(7);
        }
    }

    @Test
    void whatWasAppendedAfterAFailureIsNotConfirmedAlsoWhenAllOfItWasWritten() throws Exception {
        Slow store = new Slow();
        Task<Integer, Integer> handler =
                (ctx, n) -> ctx.await("one", Integer.class) * 10 + ctx.await("two", Integer.class);
        String id;
        try (Perdure perdure = Engine.open(store, new ThreadScheduler(), OPTIONS)) {
            perdure.register(TYPE, handler);
            TaskHandle<Integer> task = perdure.start(TYPE, 0);
            id = task.id();
            store.holds = true;
            CompletableFuture<Void> one = CompletableFuture.runAsync(() -> task.signal("one", 1));
            store.awaitHeld(1);
            CompletableFuture<Void> two = CompletableFuture.runAsync(() -> task.signal("two", 2));
            store.awaitHeld(2);
            store.holds = false;
            store.held.remove().completeExceptionally(new StoreUnavailableException("The disk is lost.", null));
            store.held.remove().complete(null);
            assertThatThrownBy(one::join).hasMessageContaining("The disk is lost.");
            assertThatThrownBy(two::join).hasMessageContaining("The disk is lost.");
        }
        try (Perdure perdure = Engine.open(store, new ThreadScheduler(), OPTIONS)) {
            perdure.register(TYPE, handler);
            perdure.launch();
            assertThat(perdure.handle(id).result().text()).isEqualTo("12");
        }
    }
}
