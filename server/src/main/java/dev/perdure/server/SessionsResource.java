package dev.perdure.server;

import dev.perdure.session.Session;
import dev.perdure.session.operator.Operator;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/** The sessions of this daemon: start one, list all. */
record SessionsResource(HostedSessions sessions, Operators operators) implements Resource {
    /** Arguments and environment of a program may take 128 KiB each string and some megabytes in all: execve(2). */
    private static final long REQUEST_LIMIT = 4 << 20;

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/sessions", this::start);
        routes.get("/v1/sessions", ctx -> Answer.json(ctx, new Sessions(list(), setAside())));
    }

    private void start(Context ctx) {
        Operator operator = operators.of(ctx);
        Session session =
                sessions.all().start(operator, SessionStart.spec(JsonBody.of(ctx, REQUEST_LIMIT, SessionStart.FIELDS)));
        session.allow(operator, Operators.rightOf(operator, session));
        ctx.header("Location", "/v1/sessions/" + session.id());
        Answer.json(ctx, 201, SessionView.of(session));
    }

    private List<SessionView> list() {
        return sessions.all().list().stream().map(SessionView::of).toList();
    }

    private List<SetAsideView> setAside() {
        return sessions.all().setAside().stream()
                .map(each -> new SetAsideView(each.id(), each.directory().toString(), each.reason()))
                .toList();
    }

    private record Sessions(List<SessionView> sessions, List<SetAsideView> setAside) {}

    /** A session that can't be hosted, with the reason. */
    private record SetAsideView(String id, String directory, String reason) {}
}
