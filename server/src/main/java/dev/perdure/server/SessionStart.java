package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.session.LifeCycle;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.anchor.Program;
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
        Map<String, String> environment = environment(body, name);
        String directory = body.string("cwd");
        return new Program(
                command,
                environment,
                directory == null ? Program.home(environment) : Path.of(directory),
                body.flag("login"),
                umask(body.string("umask")),
                ResourceLimits.of(body.scalars("limits")),
                Optional.ofNullable(body.string("user")));
    }

    /** As chmod(1) and umask(1p) write it, for {@code 18} and {@code 22} look too much alike. */
    private static int umask(@Nullable String octal) {
        if (octal == null) {
            return Program.DEFAULT_UMASK;
        }
        if (!octal.matches("[0-7]{1,4}")) {
            throw new IllegalArgumentException("umask is no octal number such as 022: " + octal);
        }
        return Integer.parseInt(octal, 8);
    }

    /** A program learns from {@code PERDURE_SESSION} where it runs. */
    private static Map<String, String> environment(JsonBody body, Optional<String> name) {
        var own = new HashMap<>(TERMINAL);
        name.ifPresent(known -> own.put("PERDURE_SESSION", known));
        return Environment.of(body, own);
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
