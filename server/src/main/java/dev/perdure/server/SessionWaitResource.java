package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.Session;
import dev.perdure.session.agent.AgentTerminal;
import dev.perdure.session.agent.Until;
import dev.perdure.session.agent.Waited;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Waiting for what happens in a session: a text on its screen or in its output, quiet, its end, a prompt. It looks only, so it may be asked again. */
record SessionWaitResource(HostedSessions sessions, Operators operators) implements Resource {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(1);
    private static final long LIMIT = 16 << 10;

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/sessions/{session}/wait", this::await);
    }

    private void await(Context ctx) throws InterruptedException {
        JsonBody body = JsonBody.of(ctx, LIMIT, Set.of("for", "pattern", "since", "quiet", "limit"));
        var operator = operators.of(ctx);
        Session session = sessions.forOperator(ctx.pathParam("session"), operator);
        Until until = until(body, session);
        Duration limit = positive("limit", body.duration("limit"), PATIENCE);
        Waited waited =
                new AgentTerminal(session, operator).waitFor(until, limit.compareTo(LONGEST) > 0 ? LONGEST : limit);
        Answer.json(ctx, View.of(waited, session));
    }

    private static Until until(JsonBody body, Session session) {
        String what = body.requiredString("for");
        return switch (what) {
            case "pattern" -> new Until.Text(TextPattern.of(body.string("pattern")), since(body, session));
            case "output" -> new Until.Printed(TextPattern.of(body.string("pattern")), since(body, session));
            case "quiet" -> new Until.Quiet(positive("quiet", body.duration("quiet"), QUIET));
            case "exit" -> new Until.Ended();
            case "prompt" -> new Until.Prompt();
            default -> throw bad("The field \"for\" is none of pattern, output, quiet, exit and prompt: " + what);
        };
    }

    private static long since(JsonBody body, Session session) {
        Long since = body.number("since");
        if (since != null && since < 0) {
            throw bad("The field \"since\" is negative: " + since);
        }
        return since == null ? session.output().end() : since;
    }

    private static Duration positive(String name, @Nullable Duration given, Duration otherwise) {
        Duration time = Objects.requireNonNullElse(given, otherwise);
        if (time.isNegative()) {
            throw bad("The field \"" + name + "\" is negative: " + time);
        }
        return time;
    }

    private static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }

    /**
     * How a wait ended.
     *
     * @param result {@code met}, {@code timed_out}, or {@code ended} when the session ended before it was met
     * @param what the text that matched, the line of the prompt, or how the session is
     * @param offset of the output up to which was looked; to go on from
     * @param quietMillis for how long nothing had been printed or typed, where it was not met
     * @param state of the session, and its exit code when it has ended
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            String result,
            @Nullable String what,
            long offset,
            @Nullable Long quietMillis,
            String state,
            @Nullable Integer exitCode) {
        static View of(Waited waited, Session session) {
            String state = session.state().word();
            Integer exitCode = SessionView.exitCode(session.state());
            return switch (waited) {
                case Waited.Met met -> new View("met", met.what(), met.offset(), null, state, exitCode);
                case Waited.NotMet not ->
                    new View(
                            not.over() ? "ended" : "timed_out",
                            null,
                            not.offset(),
                            not.quiet().toMillis(),
                            state,
                            exitCode);
            };
        }
    }
}
