package dev.perdure.testkit.simulator;

import dev.perdure.store.Append;
import dev.perdure.store.EventRow;
import dev.perdure.testkit.internal.Faults;
import dev.perdure.testkit.internal.Simulation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The faults of a scenario, each at its append. */
final class SeededFaults implements Faults {
    private final Simulation world;
    private final Witness witness;
    private final List<Fault> faults;
    private final Consumer<Supplier<String>> story;
    private final Deque<Fault> asked = new ArrayDeque<>();
    private Duration downUntil = Duration.ZERO;
    private int appends;
    private boolean over;

    SeededFaults(Simulation world, Witness witness, List<Fault> faults, Consumer<Supplier<String>> story) {
        this.world = world;
        this.witness = witness;
        this.faults = faults;
        this.story = story;
    }

    /** Nothing goes wrong any more. */
    void end() {
        over = true;
        asked.clear();
    }

    /** What the driver has to do next, or null. */
    @org.jspecify.annotations.Nullable
    Fault poll() {
        return asked.poll();
    }

    boolean hasWork() {
        return !asked.isEmpty();
    }

    @Override
    public Fate fateOf(Append append) {
        appends++;
        Fate fate = Fate.GOOD;
        if (!over) {
            for (Fault fault : faults) {
                if (fault.atAppend() == appends) {
                    int at = appends;
                    story.accept(() -> "FAULT at append " + at + ": " + fault.what() + " (" + fault.millis() + ")");
                    fate = apply(fault, fate);
                }
            }
        }
        return isDown() ? Fate.FAILS : fate;
    }

    private Fate apply(Fault fault, Fate fate) {
        switch (fault.what()) {
            case APPEND_FAILS -> {
                return Fate.FAILS;
            }
            case APPEND_FAILS_BUT_IS_WRITTEN -> {
                return Fate.FAILS_BUT_IS_WRITTEN;
            }
            case DIES_BEFORE -> {
                return Fate.DIES_BEFORE;
            }
            case DIES_AFTER -> {
                return Fate.DIES_AFTER;
            }
            case DISK_IS_FULL -> downUntil = world.uptime().plusMillis(fault.millis());
            case SECOND_ENGINE, CLOCK_FORWARD, CLOCK_BACK, CLOSED -> asked.add(fault);
        }
        return fate;
    }

    @Override
    public boolean isDown() {
        return !over && world.uptime().compareTo(downUntil) < 0;
    }

    @Override
    public boolean survives(Append append) {
        return world.chance().below(2) == 1;
    }

    @Override
    public void durable(Append append) {
        story.accept(() -> "durable: " + text(append.events()));
        witness.durable(append);
    }

    private static String text(List<EventRow> events) {
        return events.stream()
                .map(event -> event.seq() + " " + event.taskId() + " " + event.kind() + detail(event))
                .collect(Collectors.joining("; "));
    }

    private static String detail(EventRow event) {
        String payload = event.payload().replaceAll("x{20,}", "x…");
        return payload.equals("{}") ? "" : " " + payload.substring(0, Math.min(160, payload.length()));
    }
}
