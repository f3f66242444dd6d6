package dev.perdure.session.record;

/** Stops a walk through a log, which has no other end than the log's. */
final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1;

    Enough() {
        super("enough", null, false, false);
    }
}
