package dev.perdure.server.attach;

import dev.perdure.session.screen.ClipboardFilter;

/**
 * What of a session's output a client's terminal may have: all but what writes its clipboard, by {@link ClipboardFilter}.
 * For clients, which don't know sessions otherwise. Not thread-safe.
 */
public final class SafeOutput {
    private final ClipboardFilter filter = new ClipboardFilter();

    /** What of the next piece of output the terminal may have now. */
    public byte[] pass(byte[] output) {
        return filter.pass(output);
    }
}
