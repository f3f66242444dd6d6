package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.Session;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.record.Asciicast;
import dev.perdure.session.record.Attribution;
import dev.perdure.session.record.Position;
import dev.perdure.session.record.Recording;
import dev.perdure.session.record.Replay;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was recorded of a session, as an asciicast that is written while it is read: a record of any size takes the memory of one of its
 * parts. An answer that can't be finished is cut off in the middle of a chunk, so that nobody takes it for whole.
 */
record SessionRecordResource(HostedSessions sessions, Operators operators) implements Resource {
    private static final Set<String> PARAMETERS = Set.of("format", "input", "offset", "time", "end");

    /** The header that tells how long after the session's start a part begins. */
    private static final String BEGINS = "Perdure-Begins";

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Logger log = LoggerFactory.getLogger(SessionRecordResource.class);

    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/sessions/{session}/record", this::record);
    }

    private void record(Context ctx) {
        Query query = Query.of(ctx, PARAMETERS);
        Operator operator = operators.of(ctx);
        Session session = sessions.forOperator(ctx.pathParam("session"), operator);
        Asciicast.Version version = version(query.string("format"));
        Attribution attribution = attribution(query.string("input"));
        if (attribution == Attribution.TYPED) {
            session.require(operator, Right.GOVERN);
        }
        Position from = from(query);
        long end = query.number("end", Long.MAX_VALUE, 0, Long.MAX_VALUE);
        Recording recording = Recording.of(session);
        boolean whole = from.equals(Position.START) && end == Long.MAX_VALUE;
        Replay replay = new Replay(recording);
        Optional<Replay.Moment> moment = whole ? Optional.empty() : Optional.of(replay.seek(from));
        moment.ifPresent(found -> ctx.header(BEGINS, found.at().toString()));
        // Chunks, though the connection closes after the answer: only a chunk tells an end from a break.
        ctx.status(200).contentType("application/x-asciicast").header("Transfer-Encoding", "chunked");
        try {
            // Not closed when it fails, for closing it would end the answer as if it was whole.
            Writer out = new BufferedWriter(
                    new OutputStreamWriter(ctx.res().getOutputStream(), StandardCharsets.UTF_8), 16 << 10);
            if (moment.isPresent()) {
                Asciicast.write(recording, version, attribution, replay, moment.get(), end, out);
            } else {
                Asciicast.write(recording, version, attribution, out);
            }
            out.flush();
        } catch (IOException | RuntimeException e) {
            // A client that went away, mostly.
            log.info("The record of {} was not written to its end: {}", session, e.toString());
            cut(ctx);
        }
    }

    /** Closes the connection under an answer that isn't whole. */
    private static void cut(Context ctx) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    private static Position from(Query query) {
        boolean byTime = query.string("time") != null;
        if (byTime && query.string("offset") != null) {
            throw bad("Give time or offset, not both.");
        }
        return byTime || query.string("offset") == null
                ? new Position.Time(query.duration("time", Duration.ZERO, LONGEST))
                : new Position.Offset(query.number("offset", 0, 0, Long.MAX_VALUE));
    }

    private static Asciicast.Version version(@Nullable String format) {
        return switch (format) {
            case "v2" -> Asciicast.Version.V2;
            case "v3" -> Asciicast.Version.V3;
            case null -> Asciicast.Version.V3;
            default -> throw bad("The query parameter format is neither v2 nor v3: " + format);
        };
    }

    private static Attribution attribution(@Nullable String input) {
        return switch (input) {
            case "none" -> Attribution.NONE;
            case "operators" -> Attribution.OPERATORS;
            case "typed" -> Attribution.TYPED;
            case null -> Attribution.OPERATORS;
            default -> throw bad("The query parameter input is none of none, operators and typed: " + input);
        };
    }

    private static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }
}
