package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.Session;
import dev.perdure.session.Sessions;
import dev.perdure.session.process.ProcessInfo;
import dev.perdure.session.process.ProcessTree;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a TCP port of this machine is served, and by whom, as the kernel says. */
record PortResource(HostedSessions sessions) implements Resource {
    @Override
    public void addTo(RoutesConfig routes) {
        routes.get("/v1/ports/{port}", ctx -> Answer.json(ctx, View.of(port(ctx), sessions.all())));
    }

    private static int port(Context ctx) {
        String text = ctx.pathParam("port");
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw new PerdureException(ErrorCode.BAD_INPUT, "That is no port from 1 to 65535: " + text);
    }

    /**
     * A port.
     *
     * @param served whether somebody waits for connections there
     * @param by a listening socket with a process that has it open each; several where processes share one
     */
    record View(int port, boolean served, List<Server> by) {
        static View of(int port, Sessions sessions) {
            List<Server> by = sessions.whoServes(port).stream().map(Server::of).toList();
            return new View(port, !by.isEmpty(), by);
        }
    }

    /**
     * Who serves it at an address.
     *
     * @param pid left out where the process is one that the daemon's user may not look into
     * @param title its command line
     * @param session that it is part of, if it is in one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Server(
            String kind,
            String address,
            @Nullable Integer pid,
            @Nullable String command,
            @Nullable String title,
            @Nullable Within session) {
        static Server of(Sessions.PortOwner owner) {
            var number = owner.socket().owner();
            Optional<ProcessInfo> process = number.isPresent()
                    ? ProcessTree.ofAll(List.of(number.getAsInt())).stream().findFirst()
                    : Optional.empty();
            return new Server(
                    SessionView.word(owner.socket().kind()),
                    owner.socket().local(),
                    number.isPresent() ? (Integer) number.getAsInt() : null,
                    process.map(ProcessInfo::command).orElse(null),
                    process.map(ProcessInfo::title).orElse(null),
                    owner.session().map(Within::of).orElse(null));
        }
    }

    /** A session by both of its names. */
    record Within(String id, String name) {
        static Within of(Session session) {
            return new Within(session.id(), session.name());
        }
    }
}
