package dev.perdure.engine.core;

/** The bounds of one task's state; at each there is a clear refusal, never unbounded memory. */
public final class Bounds {
    /** How many signals may wait to be awaited. */
    public static final int WAITING_SIGNALS = 10_000;

    /** How many keys of signals are remembered, the newest, for de-duplication. */
    public static final int SIGNAL_KEYS = 10_000;

    /** How many entries a task may have outside of finished rounds; {@code iterate} is the way to more. */
    public static final int ENTRIES = 100_000;

    private Bounds() {}
}
