package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.Session;
import dev.perdure.session.screen.Screen;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds text on a session's screen and in the lines above it. */
record SessionSearchResource(HostedSessions sessions, Operators operators) implements Resource {
    private static final int CUSTOMARY = 1_000;
    private static final int MOST = 10_000;

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/sessions/{session}/search", this::search);
    }

    private void search(Context ctx) {
        Query query = Query.of(ctx, Set.of("pattern", "limit"));
        Pattern pattern = TextPattern.of(query.string("pattern"));
        int limit = (int) query.number("limit", CUSTOMARY, 1, MOST);
        Session session = sessions.forOperator(ctx.pathParam("session"), operators.of(ctx));
        Answer.json(ctx, session.look(screen -> View.of(screen, pattern, limit)));
    }

    /**
     * What was found, oldest first.
     *
     * @param first the number of the oldest line that is kept
     * @param top the number of the line in the screen's first row
     * @param more true where there were more matches than asked for
     */
    record View(long first, long top, List<Found> matches, boolean more) {
        static View of(Screen screen, Pattern pattern, int limit) {
            long top = screen.firstLine();
            long first = top - screen.scrollbackCount();
            List<Screen.Match> matches = screen.search(pattern, limit + 1);
            return new View(
                    first,
                    top,
                    matches.stream()
                            .limit(limit)
                            .map(match -> Found.of(screen, match, first, top))
                            .toList(),
                    matches.size() > limit);
        }
    }

    /**
     * A match.
     *
     * @param line that it begins in, counted from the first that the session ever had
     * @param row the same on the screen, from 0, where it is shown
     * @param column that it begins in, from 0
     * @param text of that line
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Found(long line, @Nullable Integer row, int column, String match, String text) {
        static Found of(Screen screen, Screen.Match match, long first, long top) {
            Integer row = match.line() < top ? null : (Integer) Math.toIntExact(match.line() - top);
            String text = row == null ? screen.scrollbackLine(Math.toIntExact(match.line() - first)) : screen.line(row);
            return new Found(match.line(), row, match.column(), match.text(), text);
        }
    }
}
