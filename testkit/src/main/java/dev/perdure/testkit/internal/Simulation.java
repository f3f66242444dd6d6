package dev.perdure.testkit.internal;

import dev.perdure.api.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small world: one clock, and many threads of which exactly one runs at a time.
 *
 * <p><b>The baton.</b> Whoever runs holds the baton. It is passed on only where a thread waits (see {@link SimScheduler}), and who gets
 * it next is decided by {@link Chance}. So a run is the same whenever the decisions are the same. The one who passes it on makes the
 * decision, carries out actions that need no thread of their own (alarms, answers of the store), and wakes the next thread; there is no
 * thread in the middle.
 *
 * <p><b>The driver</b> is the thread outside, such as a test's. Nothing runs but while the driver {@linkplain #drive drives}.
 *
 * <p><b>Time</b> stands still while anybody can run, but for small steps that chance makes; when nobody can, it skips to the next alarm.
 * It has nanoseconds. The clock may be {@linkplain #skew set}, which ends no span; the uptime goes on as if it had not been.
 *
 * <p><b>Threads of a process that was killed</b> never get the baton again. They stay parked, and are collected with their process.
 */
public final class Simulation {
    private static final int EARLY_ALARM_ONCE_IN = 48;
    private static final int TICK_ONCE_IN = 6;
    private static final int LONGEST_TICK_NANOS = 2_000_000;
    private static final int LAST_TURNS = 500;
    private static final int OFTENEST_TOLD = 8;

    private final Chance chance;
    private final List<SimTask> ready = new ArrayList<>();
    private final PriorityQueue<SimAlarm> alarms = new PriorityQueue<>();
    private final Instant begin;
    private Instant now;
    private Duration skewed = Duration.ZERO;
    private long alarmsSet;
    private long passes;
    private long passLimit = Long.MAX_VALUE;
    private final Map<String, Integer> lastTurns = new HashMap<>();

    private volatile @Nullable Object holder;
    private @Nullable SimThread running;
    private @Nullable Thread driver;
    private BooleanSupplier until = () -> true;
    private Runnable idle = () -> {};
    private boolean inAction;
    private @Nullable Throwable failure;

    /** A world that begins at a time and goes by these decisions. */
    public Simulation(Instant begin, Chance chance) {
        this.begin = begin;
        this.now = begin;
        this.chance = chance;
    }

    /** Where its decisions come from. */
    public Chance chance() {
        return chance;
    }

    /** The time. */
    public Instant now() {
        return now;
    }

    /** How long the world has been going on, whatever its clock says. */
    public Duration uptime() {
        return Duration.between(begin, now).minus(skewed);
    }

    /** Has something looked at whenever nobody can run, before time skips to the next alarm. It must not change the world. */
    public void whenIdle(Runnable look) {
        idle = look;
    }

    /** Ends every drive after so many turns of the baton, by an exception: something goes round in circles. */
    public void limit(long turns) {
        passLimit = turns;
    }

    /** How often the baton was passed on. */
    public long turns() {
        return passes;
    }

    // -- the driver's side

    /**
     * Lets the world go on until something is so.
     *
     * @return whether it is; false means that nothing can happen any more
     * @throws SimulationFailure if a thread or an action ended by an exception that nobody caught, or the limit is reached
     */
    public boolean drive(BooleanSupplier condition) {
        if (running != null) {
            throw new IllegalStateException("a thread of the simulation can't drive it");
        }
        Thread here = Thread.currentThread();
        driver = here;
        until = condition;
        holder = here;
        passOn(null, false);
        until = () -> true;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new SimulationFailure(thrown);
        }
        return condition.getAsBoolean();
    }

    /** Lets the world go on until nothing can happen any more. */
    public void rest() {
        boolean _ = drive(() -> false);
    }

    /** Lets so much time pass, with everything that happens in it. */
    public void pass(Duration time) {
        boolean[] over = {false};
        SimAlarm alarm = after(null, time, () -> over[0] = true);
        boolean _ = drive(() -> over[0]);
        alarm.cancel();
    }

    /** Jumps the clock, as when somebody sets it. Alarms keep their time, and spans their length. */
    public void skew(Duration jump) {
        Instant set = Timeline.time(now.plus(Timeline.span(jump)));
        Duration moved = Duration.between(now, set);
        now = set;
        skewed = skewed.plus(moved);
        List<SimAlarm> all = new ArrayList<>(alarms);
        alarms.clear();
        for (SimAlarm alarm : all) {
            alarm.skew(moved);
            alarms.add(alarm);
        }
    }

    /** Something ended by an exception that nobody caught. */
    public static final class SimulationFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        SimulationFailure(Throwable cause) {
            super(cause.toString(), cause);
        }
    }

    // -- the threads' side

    /** The thread that runs, or null where it is the driver. */
    @Nullable
    SimThread running() {
        return running;
    }

    /** Whether an action is being carried out, on whosever stack. */
    boolean isInAction() {
        return inAction;
    }

    /** Ends the drive with a failure. */
    public void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    /** Has an action carried out, of a process, as soon as chance lets it. It must be short and must not wait. */
    public void soon(@Nullable SimScheduler owner, Runnable action) {
        ready.add(new SimAction(owner, action));
    }

    /** Has an action of the world itself carried out after some time. */
    public void in(Duration time, Runnable action) {
        SimAlarm _ = after(null, time, action);
    }

    /** Has an action carried out when the clock shows a time, or soon after. */
    SimAlarm at(@Nullable SimScheduler owner, Instant time, Runnable action) {
        return set(new SimAlarm(owner, time, false, alarmsSet++, action));
    }

    /** Has an action carried out after a span, or soon after. */
    SimAlarm after(@Nullable SimScheduler owner, Duration span, Runnable action) {
        Instant end = now.plus(Timeline.span(span.isNegative() ? Duration.ZERO : span));
        return set(new SimAlarm(owner, end, true, alarmsSet++, action));
    }

    private SimAlarm set(SimAlarm alarm) {
        alarms.add(alarm);
        return alarm;
    }

    void makeReady(SimThread thread) {
        ready.add(thread);
    }

    /** Takes everything of a process out of the world. */
    void forget(SimScheduler owner) {
        ready.removeIf(task -> task.owner() == owner);
        alarms.removeIf(alarm -> alarm.owner() == owner);
    }

    /** Passes the baton on. Comes back when this thread has it again; a thread that {@code ends} doesn't wait for that. */
    void passOn(@Nullable SimThread self, boolean ends) {
        if (inAction) {
            throw new IllegalStateException("an action must not wait");
        }
        boolean interrupted = false;
        while (true) {
            SimTask next = next();
            if (next == null) {
                running = null;
                if (self == null) {
                    return;
                }
                Thread to = java.util.Objects.requireNonNull(driver, "somebody drives");
                holder = to;
                LockSupport.unpark(to);
                break;
            }
            if (next instanceof SimThread thread) {
                running = thread;
                if (thread == self) {
                    return;
                }
                holder = thread;
                thread.wake();
                break;
            }
            carryOut((SimAction) next);
        }
        if (ends) {
            return;
        }
        Object me = self == null ? driver : self;
        while (!Objects.equals(holder, me)) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void carryOut(SimAction action) {
        inAction = true;
        try {
            action.run();
        } catch (Throwable thrown) {
            fail(thrown);
        } finally {
            inAction = false;
        }
    }

    /** What gets the baton next; null means the driver. */
    private @Nullable SimTask next() {
        if (until.getAsBoolean() || failure != null) {
            return null;
        }
        if (++passes > passLimit) {
            fail(new IllegalStateException("it does not come to rest within " + passLimit + " turns; of the last "
                    + LAST_TURNS + " went " + oftenest()));
            return null;
        }
        if (!ready.isEmpty() && chance.onceIn(TICK_ONCE_IN)) {
            now = now.plusNanos(1 + chance.below(LONGEST_TICK_NANOS));
        }
        SimAlarm first = alarms.peek();
        while (first != null && first.isCancelled()) {
            alarms.poll();
            first = alarms.peek();
        }
        if (ready.isEmpty() && !looksWellWhenIdle()) {
            return null;
        }
        if (first != null && ready.isEmpty()) {
            skipTo(first.at());
        } else if (first != null && chance.onceIn(EARLY_ALARM_ONCE_IN)) {
            skipTo(first.at());
        }
        while (first != null && !first.at().isAfter(now)) {
            alarms.poll();
            if (!first.isCancelled()) {
                ready.add(new SimAction(first.owner(), first.action()));
            }
            first = alarms.peek();
        }
        if (ready.isEmpty()) {
            return first == null ? null : next();
        }
        SimTask chosen = ready.remove(chance.below(ready.size()));
        if (passes > passLimit - LAST_TURNS) {
            lastTurns.merge(chosen instanceof SimThread thread ? thread.toString() : "actions", 1, Integer::sum);
        }
        return chosen;
    }

    /** Who had the most of the last turns, in words. */
    private String oftenest() {
        return lastTurns.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(OFTENEST_TOLD)
                .map(turns -> turns.getValue() + " to " + turns.getKey())
                .collect(Collectors.joining(", "));
    }

    private void skipTo(Instant time) {
        if (time.isAfter(now)) {
            now = time;
        }
    }

    private boolean looksWellWhenIdle() {
        try {
            idle.run();
            return true;
        } catch (Throwable thrown) {
            fail(thrown);
            return false;
        }
    }
}
