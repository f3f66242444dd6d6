package dev.perdure.session.anchor;

/** A session can't be started as asked: its program, directory or user isn't there. */
public final class ProgramException extends RuntimeException {
    ProgramException(String message) {
        super(message);
    }
}
