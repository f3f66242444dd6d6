package dev.perdure.testkit.internal;

/** The engine that the driver waits for was killed. */
public final class EngineKilledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    EngineKilledException() {
        super("The engine was killed. Whether what was asked of it was done is not known.", null, false, false);
    }
}
