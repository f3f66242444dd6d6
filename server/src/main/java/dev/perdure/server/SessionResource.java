package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.Session;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One session, to look at: what it is, what runs in it, what its screen shows, what was put out. */
record SessionResource(HostedSessions sessions, Operators operators) implements Resource {
    private static final int LARGEST_PART = 1 << 20;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/sessions/{session}", ctx -> Answer.json(ctx, SessionView.of(session(ctx))));
        routes.get("/v1/sessions/{session}/processes", ctx -> Answer.json(ctx, ProcessesView.of(session(ctx))));
        routes.get("/v1/sessions/{session}/screen", this::screen);
        routes.get("/v1/sessions/{session}/output", this::output);
    }

    private void screen(Context ctx) {
        Query query = Query.of(ctx, Set.of("scrollback", "attributes"));
        int above = (int) query.number("scrollback", 0, 0, 100_000);
        boolean attributes = query.flag("attributes");
        Session session = session(ctx);
        Answer.json(
                ctx,
                session.look(screen -> ScreenView.of(screen, session.output().end(), above, attributes)));
    }

    private void output(Context ctx) throws InterruptedException {
        Query query = Query.of(ctx, Set.of("offset", "max", "wait"));
        SessionLog log = session(ctx).output();
        long offset = query.number("offset", log.start(), 0, Long.MAX_VALUE);
        int max = (int) query.number("max", LARGEST_PART, 1, LARGEST_PART);
        Duration wait = query.duration("wait", Duration.ZERO, LONGEST_WAIT);
        if (!wait.isZero() && session(ctx).state().alive()) {
            log.await(offset, wait);
        }
        Slice slice = offset > log.end() ? new Slice.Bytes(offset, new byte[0]) : log.read(offset, max);
        Answer.json(
                ctx,
                switch (slice) {
                    case Slice.Bytes part ->
                        new Part(part.offset(), part.next(), log.end(), part.bytes(), text(part.bytes()), null);
                    case Slice.Dropped gap -> new Part(gap.offset(), gap.next(), log.end(), new byte[0], "", true);
                });
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private Session session(Context ctx) {
        return sessions.forOperator(ctx.pathParam("session"), operators.of(ctx));
    }

    /**
     * A part of the output.
     *
     * @param base64 the bytes
     * @param text the bytes read as UTF-8, which a part may begin or end in the middle of
     * @param dropped true where the asked part isn't kept any more
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @SuppressWarnings("ArrayRecordComponent") // Written, never compared.
    private record Part(
            long offset,
            long next,
            long end,
            byte[] base64,
            String text,
            @Nullable Boolean dropped) {}
}
