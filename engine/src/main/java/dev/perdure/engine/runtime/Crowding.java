package dev.perdure.engine.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whose code keeps all virtual threads from running: as many bodies as the machine has cores that compute without ever waiting. It
 * names those that are at work for the longest and are not waiting for anything, at most once a minute. Called from one thread.
 */
final class Crowding implements Consumer<Duration> {
    private static final Logger log = LoggerFactory.getLogger(Crowding.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int NAMED = 5;

    private final Bodies bodies;
    private @Nullable Long toldAt;

    Crowding(Bodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public void accept(Duration late) {
        long now = System.nanoTime();
        if (toldAt != null && now - toldAt < PAUSE_NANOS) {
            return;
        }
        List<Bodies.Body> busy = busy();
        if (busy.isEmpty()) {
            return;
        }
        toldAt = now;
        log.warn(
                "Tasks have waited {} s for a core: all are taken by code that computes without a pause. At work for the longest: {}."
                        + " Have such steps run apart with onPlatformThread().",
                late.toSeconds(),
                busy.stream()
                        .map(body -> body.words() + " (" + TimeUnit.NANOSECONDS.toSeconds(now - body.since()) + " s)")
                        .collect(Collectors.joining(", ")));
    }

    /** Those on virtual threads that don't wait, the longest at work first; of several on one thread the innermost. */
    private List<Bodies.Body> busy() {
        Map<Thread, Bodies.Body> innermost = new HashMap<>();
        for (Bodies.Body body : bodies.atWork()) {
            if (body.thread().isVirtual() && body.thread().getState() == Thread.State.RUNNABLE) {
                innermost.merge(body.thread(), body, (a, b) -> a.since() - b.since() > 0 ? a : b);
            }
        }
        List<Bodies.Body> busy = new ArrayList<>(innermost.values());
        busy.sort(Comparator.comparingLong(Bodies.Body::since));
        return busy.subList(0, Math.min(NAMED, busy.size()));
    }
}
