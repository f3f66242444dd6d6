package dev.perdure.server;

import dev.perdure.api.Event;
import dev.perdure.api.Perdure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Lets the events of one tree of tasks pass. A task's root never changes, so it is asked for once and kept for a while. Not thread-safe. */
final class TreeFilter implements Predicate<Event> {
    private static final int KEPT = 10_000;

    private final Perdure perdure;
    private final String root;
    private final Map<String, Boolean> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KEPT;
        }
    };

    TreeFilter(Perdure perdure, String root) {
        this.perdure = perdure;
        this.root = root;
    }

    @Override
    public boolean test(Event event) {
        String task = event.taskId();
        Boolean member = known.get(task);
        if (member == null) {
            member = task.equals(root) || perdure.handle(task).info().root().equals(root);
            known.put(task, member);
        }
        return member;
    }
}
