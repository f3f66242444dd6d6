package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The bounds of an embedded layer. Every one is a real limit: at it there is back-pressure or a clear refusal. Spans are not negative, and
 * are cut to {@link Timeline#LONGEST}.
 *
 * @param maximumRunning how many handlers hold a thread at once, waiting ones that have not been evicted yet included
 * @param linger how long a waiting handler keeps its thread before it is evicted from memory
 * @param payloadLimit the largest payload, in bytes of JSON
 * @param blobThreshold from how many bytes on a payload is kept as a content-addressed blob
 * @param cancelGrace how long a cancelled handler may take to end before it is forced
 * @param commandLimit how many commands may be under way at once; more are refused as overloaded
 */
public record PerdureOptions(
        int maximumRunning,
        Duration linger,
        long payloadLimit,
        int blobThreshold,
        Duration cancelGrace,
        int commandLimit) {
    /** 10,000 handlers, 1 s of linger, payloads up to 32 MiB and blobs from 64 KiB, 30 s of grace, 100,000 commands. */
    public static final PerdureOptions DEFAULT =
            new PerdureOptions(10_000, Duration.ofSeconds(1), 32L << 20, 64 << 10, Duration.ofSeconds(30), 100_000);

    public PerdureOptions {
        requireNonNull(linger, "linger is null");
        requireNonNull(cancelGrace, "cancelGrace is null");
        if (maximumRunning < 1) {
            throw new IllegalArgumentException("maximumRunning is not positive: " + maximumRunning);
        }
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger is negative: " + linger);
        }
        if (payloadLimit < 1024) {
            throw new IllegalArgumentException("payloadLimit is below 1024: " + payloadLimit);
        }
        if (blobThreshold < 256) {
            throw new IllegalArgumentException("blobThreshold is below 256: " + blobThreshold);
        }
        if (cancelGrace.isNegative()) {
            throw new IllegalArgumentException("cancelGrace is negative: " + cancelGrace);
        }
        if (commandLimit < 1) {
            throw new IllegalArgumentException("commandLimit is not positive: " + commandLimit);
        }
        linger = Timeline.span(linger);
        cancelGrace = Timeline.span(cancelGrace);
    }

    /** The same with another bound on handlers. */
    public PerdureOptions withMaximumRunning(int handlers) {
        return new PerdureOptions(handlers, linger, payloadLimit, blobThreshold, cancelGrace, commandLimit);
    }

    /** The same with another linger. */
    public PerdureOptions withLinger(Duration duration) {
        return new PerdureOptions(maximumRunning, duration, payloadLimit, blobThreshold, cancelGrace, commandLimit);
    }

    /** The same with another limit on payloads. */
    public PerdureOptions withPayloadLimit(long bytes) {
        return new PerdureOptions(maximumRunning, linger, bytes, blobThreshold, cancelGrace, commandLimit);
    }

    /** The same with another grace. */
    public PerdureOptions withCancelGrace(Duration duration) {
        return new PerdureOptions(maximumRunning, linger, payloadLimit, blobThreshold, duration, commandLimit);
    }
}
