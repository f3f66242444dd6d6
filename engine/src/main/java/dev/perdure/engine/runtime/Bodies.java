package dev.perdure.engine.runtime;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The users' code that is at work in this process: handlers, bodies of steps and their checks, also bodies that were over their limit
 * and left alone. Thread-safe.
 */
final class Bodies {
    private final Set<Body> atWork = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> ofSteps = new ConcurrentHashMap<>();

    /** Users' code at work on this thread, until it is closed. */
    final class Body implements AutoCloseable {
        private final String taskId;
        private final @Nullable String key;
        private final boolean counts;
        private final Thread thread = Thread.currentThread();
        private final long since = System.nanoTime();

        private Body(String taskId, @Nullable String key, boolean counts) {
            this.taskId = taskId;
            this.key = key;
            this.counts = counts;
        }

        /** What it is, in words. */
        String words() {
            return (key == null ? "the handler" : "step " + key) + " of task " + taskId;
        }

        Thread thread() {
            return thread;
        }

        /** When it began, by {@link System#nanoTime}. */
        long since() {
            return since;
        }

        @Override
        public void close() {
            atWork.remove(this);
            if (counts) {
                ofSteps.computeIfPresent(place(taskId, key), (_, count) -> count == 1 ? null : count - 1);
            }
        }
    }

    /** A handler begins on this thread. */
    Body handler(String taskId) {
        return add(new Body(taskId, null, false));
    }

    /** A step's body begins on this thread. */
    Body body(String taskId, String key) {
        ofSteps.merge(place(taskId, key), 1, Integer::sum);
        return add(new Body(taskId, key, true));
    }

    /** A step's check begins on this thread. */
    Body check(String taskId, String key) {
        return add(new Body(taskId, key, false));
    }

    private Body add(Body body) {
        atWork.add(body);
        return body;
    }

    /** How many bodies of a step are at work. */
    int count(String taskId, String key) {
        return ofSteps.getOrDefault(place(taskId, key), 0);
    }

    /** All that is at work. A view. */
    Collection<Body> atWork() {
        return Collections.unmodifiableSet(atWork);
    }

    private static String place(String taskId, @Nullable String key) {
        return taskId + '/' + key;
    }
}
