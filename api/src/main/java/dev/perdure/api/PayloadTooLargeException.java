package dev.perdure.api;

/** A payload is above the limit. */
public final class PayloadTooLargeException extends PerdureException {
    private static final long serialVersionUID = 1;

    private final transient long bytes;

    /** The payload has {@code bytes} bytes, more than {@code limit}. */
    public PayloadTooLargeException(long bytes, long limit) {
        super(
                ErrorCode.PAYLOAD_TOO_LARGE,
                "The payload has " + bytes + " bytes; the limit is " + limit
                        + ". Keep large data outside and pass a reference, or raise the limit.");
        this.bytes = bytes;
    }

    /** {@code what} has {@code bytes} bytes, more than a {@code limit} that is fixed. */
    public PayloadTooLargeException(String what, long bytes, long limit) {
        super(
                ErrorCode.PAYLOAD_TOO_LARGE,
                what + " have " + bytes + " bytes; the limit is " + limit
                        + ". Keep large data outside and pass a reference.");
        this.bytes = bytes;
    }

    /** The payload's size in bytes. */
    public long bytes() {
        return bytes;
    }
}
