package dev.perdure.bench;

import java.io.IOException;

/** A fresh terminal that judges what clients are sent. */
sealed interface ReferenceTerminal extends AutoCloseable permits XtermTerminal, OwnTerminal {
    /** What it is, in words. */
    String name();

    /** What it shows after the bytes. */
    Picture show(byte[] bytes) throws IOException;

    @Override
    void close() throws IOException;

    /** {@code @xterm/headless} where node, npm and a registry are there, and our own model elsewhere; says which. */
    static ReferenceTerminal find(Conditions conditions, String workload) throws IOException, InterruptedException {
        try {
            return XtermTerminal.fetch(conditions.scratch().next("xterm"));
        } catch (XtermTerminal.MissingException e) {
            conditions.say(workload + ": " + e.getMessage() + ", so our own model of a terminal is the judge");
            return new OwnTerminal();
        }
    }
}
