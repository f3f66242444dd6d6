package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.DetachKey;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.NativeTerminal;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Starts a session, and attaches to it on a terminal. */
@Command(name = "start", description = "Start a session of a program, and attach to it where this is a terminal.")
final class SessionStartCommand extends AtSession {
    @Option(
            names = {"-n", "--name"},
            description = "Its name (else one is made up).")
    private @Nullable String name;

    @Option(
            names = {"-d", "--detach"},
            description = "Don't attach.")
    private boolean detach;

    @Option(names = "--cwd", paramLabel = "DIR", description = "Its working directory (else this one).")
    private @Nullable Path directory;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable over those of this environment.")
    private Map<String, String> variables = new LinkedHashMap<>();

    @Option(
            names = {"-l", "--login"},
            description = "Start a shell as a login shell.")
    private boolean login;

    @Option(names = "--umask", paramLabel = "MASK", description = "Its file mode creation mask, octal (else 022).")
    private @Nullable String umask;

    @Option(
            names = "--limit",
            paramLabel = "RESOURCE=SOFT[:HARD]",
            description = "A limit of its processes, as in nofile=1024:4096, core=0 or as=unlimited.")
    private Map<String, String> limits = new LinkedHashMap<>();

    @Option(names = "--user", paramLabel = "NAME", description = "Run it as this user; needs a daemon of root.")
    private @Nullable String user;

    @Option(
            names = "--size",
            paramLabel = "COLSxROWS",
            description = "The terminal's first size (else this terminal's).")
    private @Nullable String size;

    @Option(
            names = "--size-policy",
            paramLabel = "POLICY",
            description = "Whose window decides its size: helm, smallest, largest or fixed.")
    private @Nullable String policy;

    @Option(
            names = "--end-after-idle",
            paramLabel = "SPAN",
            description = "End it after this time without input, output and clients.")
    private @Nullable String idle;

    @Option(names = "--detach-key", paramLabel = "KEY", description = "See: perdure attach --help")
    private @Nullable String detachKey;

    @Parameters(paramLabel = "COMMAND", description = "The program and its arguments (else your shell).")
    private List<String> command = List.of();

    @Override
    int run() throws IOException {
        boolean attach = !detach && !json() && io().isLive();
        DetachKey key = AttachCommand.key(detachKey, io());
        JsonNode started = ask("/v1/sessions", request());
        String called = started.path("name").asString("");
        if (!attach) {
            return answer(
                    started,
                    Line.of(Style.BOLD, called)
                            .and(" runs. Attach with: ")
                            .and(Style.COMMAND, advice().command("attach " + called)));
        }
        return new Attaching(
                        Door.of(cli(), List.of()),
                        io(),
                        new Attaching.Wish(started.path("id").asString(called), operator(), false, false, false, key),
                        advice().command("attach " + called))
                .run();
    }

    private ObjectNode request() {
        ObjectNode request = JsonText.object();
        if (name != null) {
            request.put("name", name);
        }
        ArrayNode argv = request.putArray("argv");
        if (command.isEmpty()) {
            argv.add(io().environment().getOrDefault("SHELL", "/bin/sh"));
        } else {
            command.forEach(argv::add);
        }
        Path chosen = directory == null ? Path.of("") : directory;
        request.put("cwd", chosen.toAbsolutePath().normalize().toString());
        ObjectNode environment = request.putObject("env");
        io().environment().forEach((variable, value) -> {
            if (!variable.equals(INSIDE) && !isOfTheTerminal(variable)) {
                environment.put(variable, value);
            }
        });
        variables.forEach(environment::put);
        request.put("inheritEnv", false);
        request.put("login", login);
        if (umask != null) {
            request.put("umask", octal(umask));
        }
        ObjectNode limited = request.putObject("limits");
        limits.forEach(limited::put);
        if (user != null) {
            request.put("user", user);
        }
        TerminalSize first = firstSize();
        request.put("columns", first.columns());
        request.put("rows", first.rows());
        if (policy != null) {
            request.put("sizePolicy", policy);
        }
        if (idle != null) {
            request.put("endAfterIdle", Times.span(idle).toString());
        }
        return request;
    }

    private static int octal(String mask) {
        if (!mask.matches("[0-7]{1,4}")) {
            throw bad("A mask is octal, as in 027, not " + mask + ".");
        }
        return Integer.parseInt(mask, 8);
    }

    /** Variables that describe the terminal of this command, which is not the session's. */
    private static boolean isOfTheTerminal(String variable) {
        return switch (variable) {
            case "TERM", "COLORTERM", "COLUMNS", "LINES", "TERMCAP", "TMUX", "TMUX_PANE", "STY", "WINDOWID" -> true;
            default -> variable.startsWith("TERM_PROGRAM");
        };
    }

    private TerminalSize firstSize() {
        if (size == null) {
            return io().outIsTerminal() ? new NativeTerminal(io().environment()).size() : TerminalSize.CUSTOMARY;
        }
        String[] sides = size.split("x", -1);
        try {
            if (sides.length == 2) {
                return new TerminalSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
            }
        } catch (NumberFormatException e) {
            // Told below, as any other mistake in it is.
        }
        throw bad("A size is as in 80x24, not " + size + ".");
    }
}
