package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.Session;
import dev.perdure.session.agent.Keys;
import dev.perdure.session.operator.Helm;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Mode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be done to a session: type, take the helm, freeze, thaw, rename, resize, end. Each is answered with the session after it. */
record SessionControlResource(HostedSessions sessions, Operators operators) implements Resource {
    private static final long INPUT_LIMIT = 256 << 10;

    @Override
    public void addTo(RoutesConfig routes) {
        routes.post("/v1/sessions/{session}/input", this::input);
        routes.post("/v1/sessions/{session}/helm", this::helm);
        routes.post("/v1/sessions/{session}/rights", this::rights);
        routes.post("/v1/sessions/{session}/freeze", ctx -> changed(ctx, Session::freeze));
        routes.post("/v1/sessions/{session}/thaw", ctx -> changed(ctx, Session::thaw));
        routes.post("/v1/sessions/{session}/end", ctx -> changed(ctx, Session::end));
        routes.post("/v1/sessions/{session}/remove", this::remove);
        routes.post("/v1/sessions/{session}/rename", this::rename);
        routes.post("/v1/sessions/{session}/size", this::resize);
    }

    private void input(Context ctx) {
        JsonBody body = body(ctx, "text", "base64", "keys");
        var bytes = new ByteArrayOutputStream();
        String text = body.string("text");
        if (text != null) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
        String encoded = body.string("base64");
        if (encoded != null) {
            try {
                bytes.writeBytes(Base64.getDecoder().decode(encoded));
            } catch (IllegalArgumentException e) {
                throw bad("The field \"base64\" is not Base64: " + e.getMessage());
            }
        }
        Session session = session(ctx);
        for (String key : body.list("keys")) {
            bytes.writeBytes(key(session, key));
        }
        session.send(operators.of(ctx), bytes.toByteArray());
        Answer.json(ctx, SessionView.of(session));
    }

    private static byte[] key(Session session, String name) {
        try {
            return Keys.encode(name, session.look(screen -> screen.modes().contains(Mode.CURSOR_KEYS)));
        } catch (IllegalArgumentException e) {
            throw bad(capital(String.valueOf(e.getMessage())) + ".");
        }
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private void helm(Context ctx) {
        JsonBody body = body(ctx, "action", "to", "time");
        Session session = session(ctx);
        Operator operator = operators.of(ctx);
        Duration time = Objects.requireNonNullElse(body.duration("time"), Helm.DEFAULT_TIME);
        if (time.isNegative()) {
            throw bad("The field \"time\" is negative: " + time);
        }
        String action = body.requiredString("action");
        switch (action) {
            case "request" -> session.requestHelm(operator, time);
            case "take" -> session.takeHelm(operator, time);
            case "release" -> session.releaseHelm(operator);
            case "grant" -> session.grantHelm(operator, known(session, body.requiredString("to")), time);
            default -> throw bad("The field \"action\" is none of request, take, release and grant: " + action);
        }
        Answer.json(ctx, SessionView.of(session));
    }

    /** An operator that a request names beside the one it is from. */
    private Operator known(Session session, String name) {
        Operator operator = operators.named(name);
        session.allow(operator, Operators.rightOf(operator, session));
        return operator;
    }

    private void rights(Context ctx) {
        JsonBody body = body(ctx, "operator", "right");
        Session session = session(ctx);
        Operator by = operators.of(ctx);
        Operator operator = known(session, body.requiredString("operator"));
        Right right = right(body.string("right"));
        if (right == null) {
            session.restore(by, operator);
        } else {
            session.revoke(by, operator, right);
        }
        Answer.json(ctx, SessionView.of(session));
    }

    private static @Nullable Right right(@Nullable String name) {
        try {
            return name == null ? null : Right.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw bad("The field \"right\" is none of observe, steer and govern: " + name);
        }
    }

    private void remove(Context ctx) {
        body(ctx);
        Session session = session(ctx);
        SessionView last = SessionView.of(session);
        sessions.all().remove(operators.of(ctx), session);
        Answer.json(ctx, last);
    }

    private void rename(Context ctx) {
        String name = body(ctx, "name").requiredString("name");
        Session session = session(ctx);
        try {
            sessions.all().rename(operators.of(ctx), session, name);
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "It can't be called that: " + e.getMessage() + ".", e);
        }
        Answer.json(ctx, SessionView.of(session));
    }

    private void resize(Context ctx) {
        JsonBody body = body(ctx, "columns", "rows");
        Session session = session(ctx);
        try {
            session.resize(
                    operators.of(ctx),
                    new TerminalSize(
                            Objects.requireNonNullElse(
                                    body.integer("columns"), session.size().columns()),
                            Objects.requireNonNullElse(
                                    body.integer("rows"), session.size().rows())));
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "It can't have that size: " + e.getMessage() + ".", e);
        }
        Answer.json(ctx, SessionView.of(session));
    }

    private void changed(Context ctx, Change change) {
        body(ctx);
        Session session = session(ctx);
        change.make(session, operators.of(ctx));
        Answer.json(ctx, SessionView.of(session));
    }

    private interface Change {
        void make(Session session, Operator operator);
    }

    private Session session(Context ctx) {
        return sessions.forOperator(ctx.pathParam("session"), operators.of(ctx));
    }

    private static JsonBody body(Context ctx, String... known) {
        return JsonBody.of(ctx, INPUT_LIMIT, Set.of(known));
    }

    private static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }
}
