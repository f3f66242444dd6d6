package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.ProtocolException;
import dev.perdure.cli.client.SilenceException;
import dev.perdure.cli.client.UnreachableException;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.Widths;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command {@code perdure}: the options of all commands, and how every error becomes a sentence and an exit code. */
@Command(
        name = "perdure",
        description = "Durable work that survives anything: start tasks, watch them, step in.",
        synopsisSubcommandLabel = "COMMAND")
public final class PerdureCli implements Runnable {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "The state directory (else PERDURE_STATE, else ~/.local/state/perdure).")
    @Nullable
    Path state;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON for programs.")
    boolean json;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces of errors.")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Print this help.")
    boolean help;

    private final Io io;

    private PerdureCli(Io io) {
        this.io = io;
    }

    /** Runs the command that the arguments say. */
    public static void main(String[] args) {
        Io io = Io.ofThisProcess();
        int code = run(args, io);
        // An orderly exit would ask for a logger first, and nothing is left to be done. A daemon in the foreground has
        // its hooks.
        if (Arrays.asList(args).contains("up")) {
            System.exit(code);
        }
        Runtime.getRuntime().halt(code);
    }

    /** Runs a command and returns its exit code. */
    static int run(String[] args, Io io) {
        var cli = new PerdureCli(io);
        int code = commandLine(cli, List.of(args)).execute(args);
        io.out().flush();
        io.err().flush();
        return code;
    }

    private static CommandLine commandLine(PerdureCli cli, List<String> args) {
        var line = new CommandLine(cli);
        Commands.addTo(line, args);
        line.setOut(writer(cli.io.out()));
        line.setErr(writer(cli.io.err()));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(cli.io.coloursOut() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler((e, _) -> cli.misused(e));
        line.setExecutionExceptionHandler((e, _, _) -> cli.failed(e));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line;
    }

    /** The command line's model alone, for what is generated from it. */
    static CommandLine model(Io io) {
        return commandLine(new PerdureCli(io), List.of());
    }

    Io io() {
        return io;
    }

    @Override
    public void run() {
        model(io).usage(io.out(), io.coloursOut() ? Ansi.ON : Ansi.OFF);
    }

    private int misused(ParameterException e) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        var message = new StringBuilder(sentence(String.valueOf(e.getMessage())));
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            var known = new ArrayList<>(e.getCommandLine().getSubcommands().keySet());
            known.addAll(e.getCommandLine().getCommandSpec().optionsMap().keySet());
            Nearest.to(unmatched.getUnmatched().getFirst(), known)
                    .ifPresent(nearest ->
                            message.append(" Did you mean ").append(nearest).append('?'));
        }
        complain(message + " See: " + command + " --help");
        trace(e);
        return ErrorCode.BAD_INPUT.exitCode();
    }

    private int failed(Exception e) {
        ErrorCode code = ErrorCode.INTERNAL;
        switch (e) {
            case PerdureException known -> {
                code = known.code();
                complain(String.valueOf(known.getMessage()));
            }
            case UnreachableException _ -> {
                code = ErrorCode.STORE_UNAVAILABLE;
                complain("No daemon answers for this state directory. Start one with: perdure up");
            }
            case SilenceException silence -> {
                code = ErrorCode.STORE_UNAVAILABLE;
                complain("The daemon gave " + silence.getMessage()
                        + ". Look into daemon.log in the state directory, or stop it with: perdure down");
            }
            case ProtocolException nonsense ->
                complain("The daemon can't be understood: " + nonsense.getMessage() + ".");
            case IOException broken -> {
                code = ErrorCode.STORE_UNAVAILABLE;
                complain("The daemon went away before it answered: " + broken.getMessage()
                        + ". Look at the task before you ask again: perdure show ID");
            }
            default -> complain("This is a bug in Perdure: " + e + ". The option --debug shows where.");
        }
        trace(e);
        return code.exitCode();
    }

    private void trace(Exception e) {
        if (debug) {
            e.printStackTrace(io.err());
        }
    }

    private void complain(String message) {
        io.tell(Line.of(Style.BAD, "perdure: ").and(Widths.printable(message)));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static String sentence(String message) {
        return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }
}
