package dev.perdure.engine.runtime;

/** Which task types run here, and what runs them. Thread-safe. */
public interface Handlers {
    /** Whether a handler of that type is registered. */
    boolean knows(String type);

    /** Begins to run a handler, on a thread of its own. */
    void start(Run run);
}
