package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns every error of a request into a {@link Problem}. What a client can't mend is logged; no stack trace leaves the daemon. */
final class Problems {
    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    static final Problem BUG =
            Problem.of(ErrorCode.INTERNAL, 500, "Something went wrong inside the daemon; its log says what.");

    private Problems() {}

    static void addTo(RoutesConfig routes) {
        routes.exception(PerdureException.class, (e, ctx) -> {
            if (e.code().httpStatus() == 500) {
                log.error("{} {} failed", ctx.method(), ctx.path(), e);
            }
            answer(ctx, Problem.of(e));
        });
        routes.exception(HttpResponseException.class, (e, ctx) -> answer(ctx, ofHttp(e, ctx)));
        routes.exception(RuntimeException.class, Problems::answerUnchecked);
        routes.exception(Exception.class, (e, ctx) -> {
            log.error("{} {} failed", ctx.method(), ctx.path(), e);
            answer(ctx, BUG);
        });
    }

    private static void answerUnchecked(RuntimeException e, Context ctx) {
        Optional<Problem> known = SessionProblem.of(e);
        if (known.filter(problem -> problem.status() < 500).isEmpty()) {
            log.error("{} {} failed", ctx.method(), ctx.path(), e);
        }
        answer(ctx, known.orElse(BUG));
    }

    /** For what is not even an exception: a class that does not link, a stack that is too deep. */
    static void answerBug(HttpServletResponse response, Error e) {
        log.error("A request failed", e);
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(BUG.status());
        response.setContentType(Problem.CONTENT_TYPE);
        try {
            response.getOutputStream().write(Wire.write(BUG));
        } catch (IOException gone) {
            log.debug("The client is gone", gone);
        }
    }

    private static Problem ofHttp(HttpResponseException e, Context ctx) {
        return switch (HttpStatus.forStatus(e.getStatus())) {
            case NOT_FOUND ->
                Problem.of(ErrorCode.BAD_INPUT, 404, "There is nothing at " + ctx.path() + "; see /v1/openapi.json.");
            case METHOD_NOT_ALLOWED -> {
                String allowed = e.getDetails().getOrDefault("availableMethods", "");
                ctx.header("Allow", allowed);
                yield Problem.of(
                        ErrorCode.BAD_INPUT, 405, ctx.path() + " takes " + allowed + ", not " + ctx.method() + ".");
            }
            default -> Problem.of(ErrorCode.BAD_INPUT, e.getStatus(), String.valueOf(e.getMessage()));
        };
    }

    private static void answer(Context ctx, Problem problem) {
        if (ctx.res().isCommitted()) {
            return; // The client sees the answer end early; there is no other way left to tell it.
        }
        if (problem.status() == 429) {
            ctx.header("Retry-After", "1");
        }
        ctx.status(problem.status()).contentType(Problem.CONTENT_TYPE).result(Wire.write(problem));
    }

    /** For what fails before a request reaches a route: a malformed request line, a header that is too long. */
    static final class OfTheServer extends ErrorHandler {
        @Override
        protected void generateResponse(
                Request request,
                Response response,
                int status,
                @Nullable String message,
                @Nullable Throwable cause,
                Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.CONTENT_TYPE);
            response.write(true, body(status, message), callback);
        }

        private static ByteBuffer body(int status, @Nullable String message) {
            String detail = message == null ? HttpStatus.forStatus(status).getMessage() : message;
            ErrorCode code = status >= 500 ? ErrorCode.INTERNAL : ErrorCode.BAD_INPUT;
            return ByteBuffer.wrap(Wire.write(Problem.of(code, status, detail)));
        }
    }
}
