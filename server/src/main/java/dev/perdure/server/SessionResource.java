package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.Session;
import dev.perdure.session.agent.StyledRun;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import dev.perdure.session.screen.Screen;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        boolean attributes = "true".equals(query.string("attributes"));
        Answer.json(ctx, session(ctx).look(screen -> view(screen, above, attributes)));
    }

    private static View view(Screen screen, int above, boolean attributes) {
        var lines = new ArrayList<String>();
        int kept = screen.scrollbackCount();
        for (int i = Math.max(0, kept - above); i < kept; i++) {
            lines.add(screen.scrollbackLine(i));
        }
        Screen.Cursor cursor = screen.cursor();
        return new View(
                screen.columns(),
                screen.rows(),
                screen.text(),
                lines,
                new Cursor(cursor.row(), cursor.column(), cursor.visible()),
                screen.title(),
                screen.alternate(),
                attributes ? runs(screen) : null);
    }

    private static List<List<RunView>> runs(Screen screen) {
        return StyledRun.of(screen).stream()
                .map(row -> row.stream().map(RunView::of).toList())
                .toList();
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

    private record Cursor(int row, int column, boolean visible) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record View(
            int columns,
            int rows,
            String text,
            List<String> scrollback,
            Cursor cursor,
            String title,
            boolean alternate,
            @Nullable List<List<RunView>> runs) {}

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
