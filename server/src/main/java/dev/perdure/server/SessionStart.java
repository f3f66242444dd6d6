package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.LifeCycle;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.anchor.Program;
import dev.perdure.session.anchor.ResourceLimit;
import dev.perdure.session.anchor.ResourceLimit.Resource;
import dev.perdure.session.operator.SizePolicy;
import dev.perdure.session.pty.TerminalSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The request for a new session, turned into what a session is started with. */
final class SessionStart {
    static final Set<String> FIELDS = Set.of(
            "name",
            "argv",
            "cwd",
            "env",
            "inheritEnv",
            "login",
            "umask",
            "limits",
            "user",
            "columns",
            "rows",
            "sizePolicy",
            "endAfterIdle",
            "outputLimit",
            "scrollback");

    /** What this terminal model is, by the name that programs look up: terminfo(5). */
    private static final Map<String, String> TERMINAL = Map.of("TERM", "xterm-256color", "COLORTERM", "truecolor");

    private SessionStart() {}

    static SessionSpec spec(JsonBody body) {
        try {
            Optional<String> name = Optional.ofNullable(body.string("name"));
            SessionSpec spec = SessionSpec.of(name, program(body, name)).withSize(size(body));
            String policy = body.string("sizePolicy");
            if (policy != null) {
                spec = spec.withSizePolicy(SizePolicy.valueOf(policy.toUpperCase(Locale.ROOT)));
            }
            Duration idle = body.duration("endAfterIdle");
            if (idle != null) {
                spec = spec.withLifeCycle(LifeCycle.endAfter(idle));
            }
            Integer output = body.integer("outputLimit");
            if (output != null) {
                spec = spec.withOutputLimit(output);
            }
            Integer scrollback = body.integer("scrollback");
            return scrollback == null ? spec : spec.withScrollback(scrollback);
        } catch (IllegalArgumentException e) {
            throw new PerdureException(ErrorCode.BAD_INPUT, "The session can't be started: " + e.getMessage() + ".", e);
        }
    }

    private static Program program(JsonBody body, Optional<String> name) {
        List<String> command = body.list("argv");
        String directory = body.string("cwd");
        Integer umask = body.integer("umask");
        return new Program(
                command,
                environment(body, name),
                Path.of(directory == null ? System.getProperty("user.home", "/") : directory),
                body.flag("login"),
                umask == null ? Program.DEFAULT_UMASK : umask,
                limits(body),
                Optional.ofNullable(body.string("user")));
    }

    private static List<ResourceLimit> limits(JsonBody body) {
        return body.strings("limits").entrySet().stream()
                .map(limit -> limit(limit.getKey(), limit.getValue()))
                .toList();
    }

    /** One number for both limits, or the soft and the hard one with a colon between. */
    private static ResourceLimit limit(String name, String values) {
        try {
            Resource resource = Resource.valueOf(name.toUpperCase(Locale.ROOT));
            String[] sides = values.split(":", 2);
            return new ResourceLimit(resource, bound(sides[0]), bound(sides[sides.length - 1]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "no resource limit is " + name + "=" + values
                            + "; one is as nofile=1024:4096, core=0 or as=unlimited",
                    e);
        }
    }

    private static long bound(String value) {
        return value.equals("unlimited") ? ResourceLimit.UNLIMITED : Long.parseLong(value);
    }

    /** The given one, over the daemon's own where that is wanted. A program learns from {@code PERDURE_SESSION} where it runs. */
    private static Map<String, String> environment(JsonBody body, Optional<String> name) {
        var environment = new HashMap<String, String>();
        if (body.json("inheritEnv") == null || body.flag("inheritEnv")) {
            environment.putAll(System.getenv());
        }
        environment.keySet().removeAll(Set.of("PERDURE_SESSION", "COLUMNS", "LINES"));
        environment.putAll(TERMINAL);
        name.ifPresent(known -> environment.put("PERDURE_SESSION", known));
        environment.putAll(body.strings("env"));
        return environment;
    }

    private static TerminalSize size(JsonBody body) {
        Integer columns = body.integer("columns");
        Integer rows = body.integer("rows");
        return new TerminalSize(
                orElse(columns, TerminalSize.DEFAULT.columns()), orElse(rows, TerminalSize.DEFAULT.rows()));
    }

    private static int orElse(@Nullable Integer number, int otherwise) {
        return number == null ? otherwise : number;
    }
}
