package dev.perdure.engine.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signals that a task keeps: those not awaited yet, those set aside, and the keys of the newest. Not thread-safe. */
final class Mailbox {
    private final List<Signal> waiting = new ArrayList<>();
    private final List<SetAside> aside = new ArrayList<>();
    private final Set<String> keys = new LinkedHashSet<>();

    /** Signals that were not awaited yet, oldest first. A view. */
    List<Signal> waiting() {
        return Collections.unmodifiableList(waiting);
    }

    /** Signals that were not what the handler awaits, oldest first. A view. */
    List<SetAside> aside() {
        return Collections.unmodifiableList(aside);
    }

    /** The keys that are remembered, oldest first. A view. */
    Collection<String> keys() {
        return Collections.unmodifiableCollection(keys);
    }

    boolean hasKey(String key) {
        return keys.contains(key);
    }

    void receive(Signal signal, @Nullable String key) {
        waiting.add(signal);
        if (key != null && keys.add(key) && keys.size() > Bounds.SIGNAL_KEYS) {
            keys.remove(keys.iterator().next());
        }
    }

    /** The payload of a waiting signal, which waits no longer. */
    Payload take(long seq) {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).seq() == seq) {
                return waiting.remove(i).payload();
            }
        }
        throw new IllegalStateException("there is no waiting signal of event " + seq);
    }

    void setAside(SetAside signal) {
        aside.add(signal);
    }

    void drop(long seq) {
        waiting.removeIf(signal -> signal.seq() == seq);
        aside.removeIf(signal -> signal.signal().seq() == seq);
    }

    /** Takes over what an image holds. */
    void take(ModelImage image) {
        waiting.addAll(image.signals());
        keys.addAll(image.signalKeys());
        List<SetAside> before = image.setAside();
        if (before != null) {
            aside.addAll(before);
        }
    }
}
