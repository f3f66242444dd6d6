package dev.perdure.engine.runtime;

import dev.perdure.api.Failure;
import dev.perdure.api.JsonLimits;
import dev.perdure.api.PayloadTooLargeException;
import dev.perdure.api.StaleAttemptException;
import dev.perdure.api.Step;
import dev.perdure.api.StepContext;
import dev.perdure.api.TypeRef;
import dev.perdure.engine.core.Command;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.json.PayloadCodec;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What one run of a step's body knows, and its heartbeats. */
final class BodyContext implements StepContext {
    private static final Duration DEFAULT_SILENCE = Duration.ofSeconds(10);

    private final Run run;
    private final Payloads payloads;
    private final String key;
    private final int attempt;
    private final @Nullable Failure previousFailure;
    private final @Nullable Duration silence;
    private final BooleanSupplier mayStillRun;
    private @Nullable Payload heartbeat;
    private PayloadCodec.@Nullable Encoded unrecorded;
    private Duration begun;
    private Duration lastBeat;
    private @Nullable Duration lastRecord;
    private boolean closed;

    BodyContext(
            Run run,
            Payloads payloads,
            Step<?> step,
            String key,
            int attempt,
            @Nullable Failure previousFailure,
            @Nullable Payload heartbeat,
            BooleanSupplier mayStillRun) {
        this.run = run;
        this.payloads = payloads;
        this.key = key;
        this.attempt = attempt;
        this.previousFailure = previousFailure;
        this.heartbeat = heartbeat;
        this.mayStillRun = mayStillRun;
        this.begun = run.scheduler().uptime();
        this.lastBeat = begun;
        this.silence = step.heartbeatTimeout();
    }

    @Override
    public String taskId() {
        return run.taskId();
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public String idempotencyKey() {
        return run.taskId() + '/' + key;
    }

    @Override
    public int attempt() {
        return attempt;
    }

    @Override
    public Optional<Failure> previousFailure() {
        return Optional.ofNullable(previousFailure);
    }

    @Override
    public boolean mayStillRun() {
        return mayStillRun.getAsBoolean();
    }

    @Override
    public void heartbeat(@Nullable Object details) {
        PayloadCodec.Encoded encoded = payloads.encode(details);
        if (encoded.bytes() > JsonLimits.HEARTBEAT_BYTES) {
            throw new PayloadTooLargeException(
                    "The details of a heartbeat", encoded.bytes(), JsonLimits.HEARTBEAT_BYTES);
        }
        Duration now = run.scheduler().uptime();
        synchronized (this) {
            if (closed || run.isAborted()) {
                throw new StaleAttemptException(run.attempt(), run.taskId(), run.attempt());
            }
            lastBeat = now;
            heartbeat = encoded.payload();
            if (lastRecord != null && now.compareTo(lastRecord.plus(interval())) < 0) {
                unrecorded = encoded;
                return;
            }
            lastRecord = now;
            unrecorded = null;
        }
        record(encoded);
    }

    private Duration interval() {
        return Objects.requireNonNullElse(silence, DEFAULT_SILENCE).dividedBy(2);
    }

    @Override
    public synchronized <T> Optional<T> lastHeartbeat(Class<T> type) {
        return heartbeat == null ? Optional.empty() : Optional.ofNullable(payloads.decode(heartbeat, TypeRef.of(type)));
    }

    /** The body begins: its limits count from now. */
    synchronized void begins() {
        begun = run.scheduler().uptime();
        lastBeat = begun;
    }

    /** How long ago the body began. */
    synchronized Duration sinceBegin() {
        return since(begun);
    }

    /** How long ago the body last said that it is alive; its beginning counts. */
    synchronized Duration sinceBeat() {
        return since(lastBeat);
    }

    private Duration since(Duration time) {
        return run.scheduler().uptime().minus(time);
    }

    /** Takes no more heartbeats, and drops one that isn't recorded. */
    synchronized void shut() {
        closed = true;
        unrecorded = null;
    }

    /** Records the newest heartbeat if it isn't yet, and takes no more. */
    void close() {
        PayloadCodec.Encoded last;
        synchronized (this) {
            closed = true;
            last = unrecorded;
            unrecorded = null;
        }
        if (last != null) {
            record(last);
        }
    }

    private void record(PayloadCodec.Encoded encoded) {
        run.record(new Command.Heartbeat(run.attempt(), key, encoded.payload()), key, payloads.blobs(encoded));
    }
}
