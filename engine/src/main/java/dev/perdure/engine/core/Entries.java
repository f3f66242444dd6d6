package dev.perdure.engine.core;

import static java.util.Objects.requireNonNull;

import dev.perdure.engine.core.Entry.AwaitEntry;
import dev.perdure.engine.core.Entry.ChildEntry;
import dev.perdure.engine.core.Entry.LoopEntry;
import dev.perdure.engine.core.Entry.ProgressEntry;
import dev.perdure.engine.core.Entry.StepEntry;
import dev.perdure.engine.core.Entry.StepState;
import dev.perdure.engine.core.Entry.TimerEntry;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a task's record, in the order in which their keys first appeared.
 *
 * <p>What is open (waits, retries, children, recorded starts without an end) is kept apart from the rest, so that the questions asked
 * after each event (does it wait? when must it be looked at?) cost what is open and not what was ever done. Not thread-safe.
 */
final class Entries {
    private final Map<String, Entry> all = new LinkedHashMap<>();
    private final Map<String, Entry> open = new LinkedHashMap<>();
    private final Map<String, Set<String>> scopes = new HashMap<>();

    @Nullable
    Entry find(String key) {
        return all.get(key);
    }

    /** The entry under a key that an earlier event made. */
    Entry get(String key) {
        return requireNonNull(all.get(key), () -> "there is no entry " + key);
    }

    /** The step under a key that an earlier event made. */
    StepEntry step(String key) {
        return (StepEntry) get(key);
    }

    /** The step under a key, or null. */
    @Nullable
    StepEntry findStep(String key) {
        return (StepEntry) all.get(key);
    }

    /** All entries. A view. */
    Collection<Entry> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** The entries that have not ended. A view. */
    Collection<Entry> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** The keys of the entries that have not ended. */
    List<String> openKeys() {
        return List.copyOf(open.keySet());
    }

    boolean isOpen(String key) {
        return open.containsKey(key);
    }

    /** Puts an entry in the place of the one before it. */
    void put(Entry entry, boolean isOpen) {
        String key = entry.key();
        boolean isNew = all.put(key, entry) == null;
        if (isOpen) {
            open.put(key, entry);
        } else {
            open.remove(key);
        }
        if (isNew && key.indexOf('/') >= 0) {
            scopes.computeIfAbsent(Keys.scopeOf(key), _ -> new HashSet<>()).add(key);
        }
    }

    /** Forgets the entries of a finished round and of loops inside it; children that still run are kept. */
    void drop(String scope) {
        for (String inner : List.copyOf(scopes.keySet())) {
            if (inner.startsWith(scope)) {
                Set<String> keys = requireNonNull(scopes.get(inner));
                keys.removeIf(key -> {
                    if (all.get(key) instanceof ChildEntry child && child.ended() == null) {
                        return false;
                    }
                    all.remove(key);
                    open.remove(key);
                    return true;
                });
                if (keys.isEmpty()) {
                    scopes.remove(inner);
                }
            }
        }
    }

    /** Whether something named is waited for and no body is known to be at work; {@code joining} says that children are waited for. */
    boolean waits(boolean joining) {
        boolean waiting = joining;
        for (Entry entry : open.values()) {
            switch (entry) {
                case StepEntry step -> {
                    if (step.state() != StepState.RETRYING) {
                        return false;
                    }
                    waiting = true;
                }
                case TimerEntry _, AwaitEntry _ -> waiting = true;
                case ChildEntry _, LoopEntry _, ProgressEntry _ -> {}
            }
        }
        return waiting;
    }

    /** The earliest time that something open is set for, if that is before {@code other}; otherwise that. */
    @Nullable
    Instant wakeAt(@Nullable Instant other) {
        Instant earliest = other;
        for (Entry entry : open.values()) {
            earliest = switch (entry) {
                case StepEntry step -> earlier(earliest, step.retryAt());
                case TimerEntry timer -> earlier(earliest, timer.fireAt());
                case AwaitEntry wait -> earlier(earliest, wait.deadline());
                case ChildEntry _, LoopEntry _, ProgressEntry _ -> earliest;
            };
        }
        return earliest;
    }

    static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
        return one == null || (other != null && other.isBefore(one)) ? other : one;
    }

    /** The ids of children that have not ended. */
    List<String> openChildren() {
        Set<String> children = new LinkedHashSet<>();
        for (Entry entry : open.values()) {
            if (entry instanceof ChildEntry child) {
                children.add(child.childId());
            }
        }
        return List.copyOf(children);
    }
}
