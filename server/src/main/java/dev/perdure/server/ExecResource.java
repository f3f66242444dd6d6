package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.agent.Exec;
import dev.perdure.session.anchor.Program;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One-shots without a terminal. What runs belongs to the request: it is killed when its time is over and when the daemon stops. */
final class ExecResource implements Resource {
    private static final Duration CUSTOMARY = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final long REQUEST_LIMIT = 16 << 20;

    private final CompletableFuture<?> stopping;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    /** Runs programs until {@code stopping} completes. */
    ExecResource(CompletableFuture<?> stopping) {
        this.stopping = stopping;
        var _ = stopping.thenRun(() -> running.forEach(Thread::interrupt));
    }

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/exec", this::exec);
    }

    private void exec(Context ctx) {
        JsonBody body = JsonBody.of(
                ctx, REQUEST_LIMIT, Set.of("argv", "cwd", "env", "inheritEnv", "stdin", "stdinBase64", "limit"));
        byte[] input = input(body);
        Exec.Result result;
        try {
            result = run(exec(body), input);
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "That can't be run: " + e.getMessage() + ".", e);
        } catch (UncheckedIOException e) {
            IOException cause = e.getCause();
            String reason = cause == null ? String.valueOf(e.getMessage()) : Reason.of(cause);
            throw new PerdureException(ErrorCode.BAD_INPUT, "That can't be run: " + reason + ".", e);
        }
        Answer.json(ctx, View.of(result));
    }

    private Exec.Result run(Exec exec, byte[] input) {
        Thread self = Thread.currentThread();
        running.add(self);
        try {
            if (stopping.isDone()) {
                throw new InterruptedException();
            }
            return exec.run(input);
        } catch (InterruptedException e) {
            throw new PerdureException(
                    ErrorCode.CLOSED, "The daemon is stopping, and killed what it ran for this request.", e);
        } finally {
            running.remove(self);
        }
    }

    private static Exec exec(JsonBody body) {
        Duration limit = Objects.requireNonNullElse(body.duration("limit"), CUSTOMARY);
        if (limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "limit is longer than " + LONGEST + ": " + limit + "; what takes longer is for a session");
        }
        Map<String, String> environment = Environment.of(body, Map.of());
        String directory = body.string("cwd");
        Path path = directory == null ? Program.home(environment) : Path.of(directory);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("directory is not absolute: " + path);
        }
        return new Exec(body.list("argv"), environment, path, limit);
    }

    private static byte[] input(JsonBody body) {
        String text = body.string("stdin");
        String encoded = body.string("stdinBase64");
        if (text != null && encoded != null) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "Give \"stdin\" or \"stdinBase64\", not both.");
        }
        try {
            return encoded == null
                    ? Objects.requireNonNullElse(text, "").getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, "The field \"stdinBase64\" is not Base64: " + e.getMessage(), e);
        }
    }

    /**
     * What came of a one-shot.
     *
     * @param exitCode as a shell shows it
     * @param signal the number of the signal that ended it, by the exit code
     * @param stdoutBase64 its bytes, where they are no UTF-8 and the text can't be all
     * @param timedOut true when it was killed because its time was over
     * @param truncated true when there was more output than what is here
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @SuppressWarnings("ArrayRecordComponent") // Written, never compared.
    record View(
            int exitCode,
            @Nullable Integer signal,
            String stdout,
            byte @Nullable [] stdoutBase64,
            String stderr,
            byte @Nullable [] stderrBase64,
            boolean timedOut,
            boolean truncated) {
        static View of(Exec.Result result) {
            return new View(
                    result.exit(),
                    result.signal().isPresent() ? (Integer) result.signal().getAsInt() : null,
                    text(result.output()),
                    unlessText(result.output()),
                    text(result.error()),
                    unlessText(result.error()),
                    result.timedOut(),
                    result.truncated());
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private static byte @Nullable [] unlessText(byte[] bytes) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
                return null;
            } catch (CharacterCodingException e) {
                return bytes;
            }
        }
    }
}
