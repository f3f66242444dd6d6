package dev.perdure.session.linux;

/** Says that live sessions can't run here, and what is missing. */
public final class UnsupportedPlatformException extends UnsupportedOperationException {
    public UnsupportedPlatformException(String message) {
        super(message);
    }
}
