package dev.perdure.engine.runtime;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Those who wait for tasks to end. Guarded by the partition's lock. */
final class Watchers {
    private final Map<String, List<CompletableFuture<Ending>>> waiting = new HashMap<>();

    void add(String taskId, CompletableFuture<Ending> watcher) {
        waiting.computeIfAbsent(taskId, _ -> new ArrayList<>(1)).add(watcher);
    }

    /** Those who wait for a task, who then wait no longer. */
    List<CompletableFuture<Ending>> take(String taskId) {
        List<CompletableFuture<Ending>> taken = waiting.remove(taskId);
        return taken == null ? List.of() : taken;
    }

    /** The tasks that are waited for. */
    List<String> taskIds() {
        return List.copyOf(waiting.keySet());
    }

    /** Has all waits end with an exception. */
    void fail(RuntimeException failure) {
        waiting.values().forEach(watchers -> watchers.forEach(watcher -> watcher.completeExceptionally(failure)));
        waiting.clear();
    }
}
