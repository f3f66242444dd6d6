package dev.perdure.cli.client;

import java.io.IOException;

/** Nobody listens on the socket; the request was not sent. */
public final class UnreachableException extends IOException {
    private static final long serialVersionUID = 1;

    /** With what connecting said. */
    public UnreachableException(IOException cause) {
        super("no daemon listens on the socket", cause);
    }
}
