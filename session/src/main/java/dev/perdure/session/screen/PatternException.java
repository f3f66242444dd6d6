package dev.perdure.session.screen;

/** A pattern can't be tried within bounds: it reads its text too often, or nests as deep as the text is long. */
public final class PatternException extends RuntimeException {
    PatternException(String message) {
        super(message);
    }
}
