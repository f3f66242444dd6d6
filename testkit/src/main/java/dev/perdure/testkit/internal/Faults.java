package dev.perdure.testkit.internal;

import dev.perdure.store.Append;

/** What goes wrong with a simulated store. Asked before each thing that can. */
public interface Faults {
    /** Nothing goes wrong. */
    Faults NONE = new Faults() {};

    /** What becomes of an append. */
    enum Fate {
        /** It becomes durable and is acknowledged. */
        GOOD,
        /** It fails; nothing is written. */
        FAILS,
        /** It fails, and was written all the same, as when only the last acknowledgement of a disk is lost. */
        FAILS_BUT_IS_WRITTEN,
        /** The process dies when it asks for it. */
        DIES_BEFORE,
        /** The process dies when it is durable and nobody has heard of it yet. */
        DIES_AFTER
    }

    /** What becomes of this append. */
    default Fate fateOf(Append append) {
        return Fate.GOOD;
    }

    /** Whether the store can't be read or leased now. */
    default boolean isDown() {
        return false;
    }

    /** Whether an append that was asked for and is not durable is kept when the process dies; asked in their order. */
    default boolean survives(Append append) {
        return false;
    }

    /** An append has become durable. */
    default void durable(Append append) {}

    /** An append is about to be acknowledged. */
    default void acknowledged(Append append) {}
}
