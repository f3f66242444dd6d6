package dev.perdure.api;

/** The work of a step without a result. */
@FunctionalInterface
public interface StepAction {
    /** Does the work once. */
    void run(StepContext step) throws Exception;
}
