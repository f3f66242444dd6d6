package dev.perdure.testkit.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.runtime.Scheduler;
import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.store.Store;
import dev.perdure.testkit.internal.Decisions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The simulator must be able to fail: each promise is broken on purpose, and it has to say so. */
class SimulatorCatchesTest {
    private static final int SEEDS = 3_000;

    @Test
    void aDiskThatLosesAnAcknowledgedAppend() {
        assertThat(firstViolation(History.Mutation.ofDisk(Forgetful::new))).containsAnyOf("lost", "durable at place");
    }

    @Test
    void aStoreThatAcknowledgesBeforeItIsDurable() {
        assertThat(firstViolation(History.Mutation.ofWay(Hasty::new))).contains("durable");
    }

    @Test
    void aDiskThatIsNotFenced() {
        assertThat(firstViolation(History.Mutation.ofDisk(Unfenced::new))).contains("durable at place");
    }

    @Test
    void aDiskThatChangesAnEvent() {
        assertThat(firstViolation(History.Mutation.ofDisk(Tampering::new))).containsAnyOf("chain", "lost");
    }

    @Test
    void aDiskThatForgetsARow() {
        assertThat(firstViolation(History.Mutation.ofDisk(Rowless::new))).contains("row");
    }

    @Test
    void aSchedulerThatRunsABodyTwice() {
        assertThat(firstViolation(History.Mutation.ofScheduler(Twice::new)))
                .containsAnyOf("its intent is recorded", "took place", "its result is recorded");
    }

    @Test
    void aSchedulerWhoseAlarmsDoNotRing() {
        assertThat(firstViolation(History.Mutation.ofScheduler(Silent::new))).contains("nothing moves task");
    }

    @Test
    void aSchedulerWhoseAlarmsRingLate() {
        assertThat(firstViolation(History.Mutation.ofScheduler(Late::new))).contains("is due since");
    }

    @Test
    void aFailingHistoryIsToldInAFewLines() {
        History.Mutation mutation = History.Mutation.ofDisk(Forgetful::new);
        for (long seed = 1; seed < SEEDS; seed++) {
            Scenario scenario = Scenario.of(seed);
            Decisions decisions = Decisions.of(seed);
            if (History.of(scenario, decisions, mutation, null) != null) {
                String story = Shrinker.shortest(scenario, decisions.made(), mutation);
                assertThat(story).contains("seed " + seed, "task_created", "-Dperdure.sim.seed=" + seed);
                assertThat(story.lines().filter(line -> line.contains("operator") && line.endsWith("acknowledged")))
                        .hasSizeLessThanOrEqualTo(2);
                return;
            }
        }
        throw new AssertionError("no history failed");
    }

    private static String firstViolation(History.Mutation mutation) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Violation violation = History.of(Scenario.of(seed), Decisions.of(seed), mutation, null);
            if (violation != null) {
                return String.valueOf(violation.getMessage());
            }
        }
        return "nothing was noticed";
    }

    /** Says that the ninth append is durable, and has not written it. */
    private static final class Forgetful extends Wrapped {
        private int appends;

        Forgetful(Store inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<Void> append(Append append) {
            return ++appends == 9 ? CompletableFuture.completedFuture(null) : inner.append(append);
        }
    }

    /** Says so at once that an append is durable. */
    private static final class Hasty extends Wrapped {
        Hasty(Store inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<Void> append(Append append) {
            CompletableFuture<Void> _ = inner.append(append);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Takes every append, whoever has the lease and wherever the log ends. */
    private static final class Unfenced extends Wrapped {
        private long epoch;
        private long end;

        Unfenced(Store inner) {
            super(inner);
        }

        @Override
        public dev.perdure.store.Lease lease(int partition) {
            var lease = inner.lease(partition);
            epoch = lease.epoch();
            end = lease.lastSeq();
            return lease;
        }

        @Override
        public CompletableFuture<Void> append(Append append) {
            long place = end;
            List<EventRow> events = append.events().stream()
                    .map(event -> at(event, event.seq() - append.expectedSeq() + place))
                    .toList();
            end += events.size();
            return inner.append(new Append(
                    append.partition(), epoch, place, events, append.tasks(), append.snapshots(), append.blobs()));
        }

        private static EventRow at(EventRow event, long seq) {
            return new EventRow(
                    event.partition(),
                    seq,
                    event.taskId(),
                    event.taskSeq(),
                    event.kind(),
                    event.time(),
                    event.actor(),
                    event.payload(),
                    event.previousHash(),
                    event.hash());
        }
    }

    /** Changes the actor of an event after it was acknowledged. */
    private static final class Tampering extends Wrapped {
        Tampering(Store inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<Void> append(Append append) {
            List<EventRow> events = append.events().stream()
                    .map(event -> event.seq() != 5
                            ? event
                            : new EventRow(
                                    event.partition(),
                                    event.seq(),
                                    event.taskId(),
                                    event.taskSeq(),
                                    event.kind(),
                                    event.time(),
                                    "somebody else",
                                    event.payload(),
                                    event.previousHash(),
                                    event.hash()))
                    .toList();
            return inner.append(new Append(
                    append.partition(),
                    append.epoch(),
                    append.expectedSeq(),
                    events,
                    append.tasks(),
                    append.snapshots(),
                    append.blobs()));
        }
    }

    /** Leaves out the rows of every seventh append. */
    private static final class Rowless extends Wrapped {
        private int appends;

        Rowless(Store inner) {
            super(inner);
        }

        @Override
        public CompletableFuture<Void> append(Append append) {
            return inner.append(
                    ++appends % 7 != 0
                            ? append
                            : new Append(
                                    append.partition(),
                                    append.epoch(),
                                    append.expectedSeq(),
                                    append.events(),
                                    List.of(),
                                    append.snapshots(),
                                    append.blobs()));
        }
    }

    /** Does what another does. */
    private static class Same implements Scheduler {
        final Scheduler inner;

        Same(Scheduler inner) {
            this.inner = inner;
        }

        @Override
        public Instant now() {
            return inner.now();
        }

        @Override
        public Duration uptime() {
            return inner.uptime();
        }

        @Override
        public double random() {
            return inner.random();
        }

        @Override
        public long randomBits() {
            return inner.randomBits();
        }

        @Override
        public Worker start(String name, Runnable work) {
            return inner.start(name, work);
        }

        @Override
        public Worker current() {
            return inner.current();
        }

        @Override
        public void clearInterrupt() {
            inner.clearInterrupt();
        }

        @Override
        public Alarm at(Instant time, Runnable action) {
            return inner.at(time, action);
        }

        @Override
        public Alarm after(Duration span, Runnable action) {
            return inner.after(span, action);
        }

        @Override
        public boolean await(CompletableFuture<?> future, Duration atMost) throws InterruptedException {
            return inner.await(future, atMost);
        }

        @Override
        public void await(CompletableFuture<?> future) throws InterruptedException {
            inner.await(future);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    /** Runs each body twice. */
    private static final class Twice extends Same {
        Twice(Scheduler inner) {
            super(inner);
        }

        @Override
        public Worker start(String name, Runnable work) {
            return inner.start(name, name.startsWith("perdure-body-") ? () -> twice(work) : work);
        }

        private static void twice(Runnable work) {
            work.run();
            work.run();
        }
    }

    /** Never rings. */
    private static final class Silent extends Same {
        Silent(Scheduler inner) {
            super(inner);
        }

        @Override
        public Alarm at(Instant time, Runnable action) {
            return () -> {};
        }
    }

    /** Rings three seconds late. */
    private static final class Late extends Same {
        Late(Scheduler inner) {
            super(inner);
        }

        @Override
        public Alarm at(Instant time, Runnable action) {
            return inner.at(time.plusSeconds(3), action);
        }
    }
}
