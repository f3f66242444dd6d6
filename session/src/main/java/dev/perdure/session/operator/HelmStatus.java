package dev.perdure.session.operator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who has the helm at a moment.
 *
 * @param holder who alone may send input; empty when everybody may who steers
 * @param since when the holder got it; empty when nobody has it
 * @param until when it falls free by itself, if it does
 * @param requests who has asked for it, the first first
 */
public record HelmStatus(
        Optional<Operator> holder, Optional<Instant> since, Optional<Instant> until, List<Operator> requests) {
    /** Nobody has it and nobody asks for it. */
    public static final HelmStatus FREE =
            new HelmStatus(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    public HelmStatus {
        requests = List.copyOf(requests);
    }
}
