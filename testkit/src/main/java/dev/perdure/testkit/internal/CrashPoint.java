package dev.perdure.testkit.internal;

import dev.perdure.store.Append;

/** A crash right after an event of the store has become durable, before anybody hears of it. Nothing else goes wrong. */
public final class CrashPoint implements Faults {
    private long at = Long.MAX_VALUE;

    /** The next crash is after this event of the store. */
    public void set(long event) {
        at = event;
    }

    @Override
    public Fate fateOf(Append append) {
        if (append.expectedSeq() + append.events().size() < at) {
            return Fate.GOOD;
        }
        at = Long.MAX_VALUE;
        return Fate.DIES_AFTER;
    }
}
