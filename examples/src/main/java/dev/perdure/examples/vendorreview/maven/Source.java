package dev.perdure.examples.vendorreview.maven;

import java.time.Instant;

/**
 * Where facts come from.
 *
 * @param address a URL or a file
 * @param collectedAt when it was read
 */
public record Source(String address, Instant collectedAt) {
    /** An address that has just been read. */
    static Source now(String address) {
        return new Source(address, Instant.now());
    }
}
