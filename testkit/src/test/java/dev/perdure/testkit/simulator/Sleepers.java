package dev.perdure.testkit.simulator;

import dev.perdure.testkit.internal.Simulation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Watches that nothing due stays asleep: what a task waits for comes within two seconds of the moment at which the clock shows its time,
 * while one engine is open and its store works. The engine looks again at what it missed after one second; the rest is for the store.
 */
final class Sleepers {
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Simulation world;
    private final Witness witness;
    private final BooleanSupplier healthy;
    private final Map<String, Due> due = new HashMap<>();

    /** A task's time that has come, and at which uptime that was first seen. */
    private record Due(Instant at, Duration since) {}

    Sleepers(Simulation world, Witness witness, BooleanSupplier healthy) {
        this.world = world;
        this.witness = witness;
        this.healthy = healthy;
    }

    /** Called whenever nobody can run, before time skips on. */
    void look() {
        if (!healthy.getAsBoolean()) {
            due.clear();
            return;
        }
        for (Witness.Seen seen : witness.tasks().values()) {
            String id = seen.model.id();
            Instant at = seen.model.wakeAt();
            if (at == null || at.isAfter(world.now())) {
                due.remove(id);
                continue;
            }
            Due known = due.get(id);
            if (known == null || !known.at().equals(at)) {
                due.put(id, new Due(at, world.uptime()));
            } else if (world.uptime().minus(known.since()).compareTo(LONGEST) > 0) {
                throw asleep(seen, at);
            }
        }
    }

    /** At rest nothing may be due at all. */
    void checkNone() {
        for (Witness.Seen seen : witness.tasks().values()) {
            Instant at = seen.model.wakeAt();
            if (at != null && !at.isAfter(world.now())) {
                throw asleep(seen, at);
            }
        }
    }

    private Violation asleep(Witness.Seen seen, Instant at) {
        return witness.found("task " + seen.model.id() + ", which is " + seen.model.state() + ", is due since " + at
                + " and still asleep at " + world.now());
    }
}
