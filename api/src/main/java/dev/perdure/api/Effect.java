package dev.perdure.api;

/** What a step's body does to the outside world, as its author declares it. */
public enum Effect {
    /** The body may run again if a crash fell between its end and its record. */
    REPEATABLE,
    /**
     * The body must not run twice. Its intent is recorded first; if a crash, a time limit or an exception leaves its outcome unknown,
     * the layer asks the step's {@link Reconcile}, or a person, and never runs the body on a guess. See {@link Step#once()}.
     */
    ONCE
}
