package dev.perdure.testkit.simulator;

/** Something that must never happen did. An error, so that no handler and no retry takes it for its own. */
final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String message) {
        super(message);
    }
}
