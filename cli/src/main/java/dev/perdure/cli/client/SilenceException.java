package dev.perdure.cli.client;

import java.io.IOException;
import java.time.Duration;

/** Nothing came over the connection for longer than its limit. */
public final class SilenceException extends IOException {
    private static final long serialVersionUID = 1;

    SilenceException(Duration limit, IOException cause) {
        super("no answer for " + limit.toSeconds() + " s", cause);
    }
}
