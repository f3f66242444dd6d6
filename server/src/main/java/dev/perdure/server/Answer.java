package dev.perdure.server;

import io.javalin.http.Context;

/** Writes what a request is answered with. */
final class Answer {
    private Answer() {}

    static void json(Context ctx, int status, Object value) {
        ctx.status(status).contentType("application/json").result(Wire.write(value));
    }

    static void json(Context ctx, Object value) {
        json(ctx, 200, value);
    }
}
