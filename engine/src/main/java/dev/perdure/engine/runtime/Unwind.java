package dev.perdure.engine.runtime;

import dev.perdure.api.Failure;
import org.jspecify.annotations.Nullable;

/**
 * Takes a handler's thread down its stack: the task leaves memory, is paused or parked, or its run has lost its right. Not for
 * catching.
 */
final class Unwind extends Error {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Failure parked;

    private Unwind(String message, @Nullable Failure parked) {
        super(message, null, false, false);
        this.parked = parked;
    }

    /** The run ends here without a word; it goes on another time. */
    static Unwind leave() {
        return new Unwind("this run ends here; the task goes on later", null);
    }

    /** The run ends here and the task is parked with this failure. */
    static Unwind park(Failure failure) {
        return new Unwind(failure.message(), failure);
    }

    @Nullable
    Failure parked() {
        return parked;
    }
}
