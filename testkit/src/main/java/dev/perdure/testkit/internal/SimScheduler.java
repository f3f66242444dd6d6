package dev.perdure.testkit.internal;

import dev.perdure.engine.runtime.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One process of a {@link Simulation}: its threads, its alarms, its view of the clock. It can be killed, and then nothing of it goes on.
 *
 * <p>A call that waits passes the baton on. On the driver's thread it lets the world go on until what it waits for is there.
 */
public final class SimScheduler implements Scheduler {
    private static final int YIELD_ONCE_IN = 4;

    private final Simulation world;
    private final String name;
    private final SplittableRandom random;
    private final Set<SimThread> alive = new LinkedHashSet<>();
    // Threads of an executor are reachable only through it, so that those of a killed process can be collected.
    private @Nullable ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("simulated").factory());
    private Supplier<String> explanation = () -> "";
    private boolean dead;
    private boolean closed;

    /** A process of that name, whose own chance has that seed. */
    public SimScheduler(Simulation world, String name, long seed) {
        this.world = world;
        this.name = name;
        this.random = new SplittableRandom(seed);
    }

    /** What the driver is told when it waits for something that can't come any more. */
    public void explain(Supplier<String> words) {
        explanation = words;
    }

    /** The world that it is in. */
    public Simulation world() {
        return world;
    }

    /** Ends the process as {@code kill -9} does. A caller that is one of its threads calls {@link #endHere} next. */
    public void kill() {
        dead = true;
        threads = null;
        alive.clear();
        world.forget(this);
    }

    /** Does not return on a thread of a killed process. */
    public void endHere() {
        SimThread self = world.running();
        if (dead && self != null && self.owner() == this && !world.isInAction()) {
            self.pass();
        }
    }

    /** Whether it was killed. */
    public boolean isDead() {
        return dead;
    }

    /** The names of its threads that are not over, and where they wait. */
    public Set<String> alive() {
        Set<String> names = new LinkedHashSet<>();
        alive.forEach(thread -> names.add(thread.where()));
        return names;
    }

    void execute(Runnable work) {
        if (threads != null) {
            threads.execute(work);
        }
    }

    void ended(SimThread thread) {
        alive.remove(thread);
    }

    // -- as the engine sees it

    @Override
    public Instant now() {
        return world.now();
    }

    @Override
    public Duration uptime() {
        return world.uptime();
    }

    @Override
    public double random() {
        return random.nextDouble();
    }

    @Override
    public long randomBits() {
        return random.nextLong();
    }

    @Override
    public Worker start(String threadName, Runnable work) {
        SimThread thread = new SimThread(world, this, threadName, work);
        if (!dead) {
            alive.add(thread);
            world.makeReady(thread);
        }
        return thread;
    }

    @Override
    public Worker current() {
        SimThread running = world.running();
        return running != null ? running : Thread.currentThread()::interrupt;
    }

    @Override
    public void clearInterrupt() {
        SimThread running = world.running();
        boolean _ = running == null ? Thread.interrupted() : running.takeInterrupt();
    }

    @Override
    public Alarm at(Instant time, Runnable action) {
        if (dead || closed) {
            return () -> {};
        }
        return world.at(this, time, action);
    }

    @Override
    public Alarm after(Duration span, Runnable action) {
        if (dead || closed) {
            return () -> {};
        }
        return world.after(this, span, action);
    }

    @Override
    public boolean await(CompletableFuture<?> future, Duration atMost) throws InterruptedException {
        return waitFor(future, atMost);
    }

    @Override
    public void await(CompletableFuture<?> future) throws InterruptedException {
        waitFor(future, null);
    }

    /** Waits so long, as {@code Thread.sleep} does. */
    public void pause(Duration time) throws InterruptedException {
        await(new CompletableFuture<>(), time);
    }

    /** Lets others go first, if chance will have it. */
    public void mayYield() {
        SimThread self = world.running();
        if (self != null && world.chance().onceIn(YIELD_ONCE_IN)) {
            self.letOthers();
        }
    }

    private boolean waitFor(CompletableFuture<?> future, @Nullable Duration atMost) throws InterruptedException {
        SimThread self = world.running();
        if (self == null) {
            return drive(future, atMost);
        }
        if (self.takeInterrupt()) {
            throw new InterruptedException();
        }
        if (future.isDone()) {
            mayYield();
            return true;
        }
        long wait = self.beginsToWait();
        future.whenComplete((_, _) -> self.endWait(wait));
        SimAlarm alarm = atMost == null ? null : world.after(this, atMost, () -> self.endWait(wait));
        self.pass();
        if (alarm != null) {
            alarm.cancel();
        }
        if (self.takeInterrupt()) {
            throw new InterruptedException();
        }
        return future.isDone();
    }

    private boolean drive(CompletableFuture<?> future, @Nullable Duration atMost) {
        boolean[] late = {false};
        SimAlarm alarm = atMost == null ? null : world.after(null, atMost, () -> late[0] = true);
        boolean _ = world.drive(() -> future.isDone() || late[0] || dead);
        if (alarm != null) {
            alarm.cancel();
        }
        if (!future.isDone() && dead) {
            throw new EngineKilledException();
        }
        if (!future.isDone() && alarm == null) {
            throw new IllegalStateException("Nothing can happen any more that ends this wait. " + explanation.get());
        }
        return future.isDone();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return name;
    }
}
