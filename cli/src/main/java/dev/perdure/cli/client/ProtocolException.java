package dev.perdure.cli.client;

import java.io.IOException;

/** The other side broke the rules of HTTP, or of the contract that it speaks over it. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1;

    /** {@code message} says which rule. */
    public ProtocolException(String message) {
        super(message);
    }
}
