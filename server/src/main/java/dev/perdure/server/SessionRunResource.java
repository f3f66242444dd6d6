package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.agent.AgentTerminal;
import dev.perdure.session.agent.RunHandle;
import dev.perdure.session.agent.RunResult;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Commands in a session's shell, for programs: typed there, and answered with how far they have come. */
record SessionRunResource(HostedSessions sessions, Operators operators) implements Resource {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final long COMMAND_LIMIT = 64 << 10;

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/sessions/{session}/run", this::run);
        routes.get("/v1/sessions/{session}/runs/{handle}", this::collect);
    }

    private void run(Context ctx) throws InterruptedException {
        JsonBody body = JsonBody.of(ctx, COMMAND_LIMIT, Set.of("command", "patience", "limit"));
        String command = body.requiredString("command");
        Duration limit = body.duration("limit");
        Duration patience = Objects.requireNonNullElse(body.duration("patience"), PATIENCE);
        try {
            Answer.json(
                    ctx,
                    view(
                            limit == null
                                    ? terminal(ctx).run(command, bounded(patience))
                                    : terminal(ctx).runWithin(command, bounded(limit))));
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "That can't be run: " + e.getMessage() + ".", e);
        }
    }

    private void collect(Context ctx) throws InterruptedException {
        Duration wait = Query.of(ctx, Set.of("wait")).duration("wait", Duration.ZERO, LONGEST);
        RunHandle handle = RunHandle.parse(ctx.pathParam("handle"))
                .orElseThrow(() -> new PerdureException(
                        ErrorCode.BAD_INPUT, "That is no handle of a command: " + ctx.pathParam("handle")));
        Answer.json(ctx, view(terminal(ctx).collect(handle, wait)));
    }

    private AgentTerminal terminal(Context ctx) {
        var operator = operators.of(ctx);
        return new AgentTerminal(sessions.forOperator(ctx.pathParam("session"), operator), operator);
    }

    private static Duration bounded(Duration time) {
        if (time.isNegative()) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "A time is negative: " + time);
        }
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    private static View view(RunResult result) {
        return switch (result) {
            case RunResult.Done done ->
                new View("done", null, done.exit(), done.output(), done.truncated(), null, null, null, null, null);
            case RunResult.Running running ->
                new View(
                        "running",
                        running.handle().text(),
                        null,
                        running.output(),
                        null,
                        null,
                        null,
                        running.begun(),
                        running.quiet().toMillis(),
                        null);
            case RunResult.WaitingForInput waiting ->
                new View(
                        "waiting_for_input",
                        waiting.handle().text(),
                        null,
                        waiting.output(),
                        null,
                        waiting.prompt(),
                        waiting.secret(),
                        null,
                        null,
                        null);
            case RunResult.TimedOut late ->
                new View(
                        "timed_out",
                        late.ended() ? null : late.handle().text(),
                        null,
                        late.output(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null);
            case RunResult.NotRun not -> new View("not_run", null, null, "", null, null, null, null, null, not.why());
            case RunResult.Unknown unknown ->
                new View("unknown", null, null, unknown.output(), null, null, null, null, null, unknown.why());
        };
    }

    /**
     * How far a command has come.
     *
     * @param handle to ask again with, while it hasn't ended
     * @param why it was not run, or nobody can tell how it ended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            String result,
            @Nullable String handle,
            @Nullable Integer exitCode,
            String output,
            @Nullable Boolean truncated,
            @Nullable String prompt,
            @Nullable Boolean secret,
            @Nullable Boolean begun,
            @Nullable Long quietMillis,
            @Nullable String why) {}
}
