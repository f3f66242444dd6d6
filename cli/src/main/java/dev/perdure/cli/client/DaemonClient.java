package dev.perdure.cli.client;

import dev.perdure.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The daemon of one state directory, asked over its socket. A daemon that is not there, or dies under a request that may be asked twice, is
 * started again by the {@link Starter}. Thread-safe.
 */
public final class DaemonClient {
    private static final Duration SILENCE = Duration.ofSeconds(30);
    /** Two heartbeats of the stream may be missed. */
    private static final Duration STREAM_SILENCE = Duration.ofSeconds(45);

    /** A daemon may be killed again while it is asked again. */
    private static final int LOST_ATTEMPTS = 5;

    private static final int CLOSING_ATTEMPTS = 400;
    private static final long CLOSING_PAUSE_NANOS = 50_000_000L;
    private static final int ANSWER_LIMIT = 128 << 20;

    private final Path socket;
    private final Starter starter;

    /** The daemon that listens on {@code socket}. */
    public DaemonClient(Path socket, Starter starter) {
        this.socket = socket;
        this.starter = starter;
    }

    /** What a resource is now. */
    public JsonNode get(String target) throws IOException {
        return repeatable(Request.get(target), SILENCE);
    }

    /** What a resource is when the daemon answers, which may take so long. */
    public JsonNode get(String target, Duration wait) throws IOException {
        return repeatable(Request.get(target), SILENCE.plus(wait));
    }

    /** Has something done that may be asked for twice with the effect of once. */
    public JsonNode postRepeatable(Request request) throws IOException {
        return repeatable(request, SILENCE);
    }

    /** Has something done, and never asks twice. */
    public JsonNode post(String target, String body) throws IOException {
        return post(Request.post(target, body), Duration.ZERO);
    }

    /** The same for any request whose answer may take so long. */
    public JsonNode post(Request request, Duration wait) throws IOException {
        Duration silence = SILENCE.plus(wait);
        try {
            return exchange(request, silence);
        } catch (UnreachableException e) {
            if (!starter.ensure()) {
                throw e;
            }
            return exchange(request, silence);
        }
    }

    /** Makes sure that the daemon runs. */
    public boolean ensure() {
        return starter.ensure();
    }

    /** An open event stream, from the event after {@code after} on; {@code filter} is empty or begins with {@code &}. */
    Exchange stream(long after, String filter) throws IOException {
        return granted(open(
                Request.get("/v1/events?after=" + after + filter)
                        .with("Accept", "text/event-stream")
                        .with("Last-Event-ID", Long.toString(after)),
                STREAM_SILENCE));
    }

    /** An answer that is read as it comes, for what may be too large to hold. */
    public Exchange read(Request request) throws IOException {
        try {
            return granted(open(request, SILENCE));
        } catch (UnreachableException e) {
            if (!starter.ensure()) {
                throw e;
            }
            return granted(open(request, SILENCE));
        }
    }

    private static Exchange granted(Exchange exchange) throws IOException {
        if (exchange.status() != 200) {
            try (exchange) {
                throw refusal(exchange.status(), exchange.text(ANSWER_LIMIT));
            }
        }
        return exchange;
    }

    private JsonNode repeatable(Request request, Duration silence) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return exchange(request, silence);
            } catch (ProtocolException | SilenceException e) {
                // A daemon that answers nonsense or nothing lives; another one could not take its place.
                throw e;
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.CLOSED || attempt > CLOSING_ATTEMPTS) {
                    throw e;
                }
                // It is on its way down; the next one is started when it is gone.
                LockSupport.parkNanos(CLOSING_PAUSE_NANOS);
                if (!starter.ensure()) {
                    throw e;
                }
            } catch (IOException e) {
                if (attempt > LOST_ATTEMPTS || !starter.ensure()) {
                    throw e;
                }
            }
        }
    }

    private JsonNode exchange(Request request, Duration silence) throws IOException {
        try (Exchange exchange = open(request, silence)) {
            String text = exchange.text(ANSWER_LIMIT);
            if (exchange.status() >= 400) {
                throw refusal(exchange.status(), text);
            }
            return text.isBlank() ? JsonText.object() : JsonText.parse(text);
        } catch (JacksonException e) {
            throw new ProtocolException("the daemon's answer is not JSON: " + e.getOriginalMessage());
        }
    }

    private Exchange open(Request request, Duration silence) throws IOException {
        return Exchange.open(socket, request, silence);
    }

    private static RefusedException refusal(int status, String text) {
        JsonNode problem;
        try {
            problem = JsonText.parse(text);
        } catch (JacksonException e) {
            problem = JsonText.object();
        }
        ErrorCode code = RefusedException.code(status, problem.path("code").asString(""));
        String detail = problem.path("detail").asString(problem.path("title").asString(""));
        return new RefusedException(
                code,
                detail.isEmpty()
                        ? "The daemon refused with HTTP status " + status
                                + "; its log, daemon.log in the state directory, says why."
                        : detail,
                Decoding.failure(problem.path("failure")));
    }
}
