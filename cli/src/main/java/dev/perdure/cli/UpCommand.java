package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.view.Line;
import dev.perdure.server.DaemonMain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon in the foreground. */
@Command(name = "up", description = "Run the daemon in the foreground, until Ctrl-C or 'perdure down'.")
final class UpCommand extends TaskCommand {
    @Option(names = "--types", paramLabel = "JAR", split = ",", description = "Jars with task types.")
    private List<Path> types = new ArrayList<>();

    @Override
    int run() {
        Door door = Door.ofRunning(cli());
        if (door.isOpen()) {
            throw new PerdureException(
                    ErrorCode.STORE_LOCKED,
                    "A daemon runs for " + door.state().path() + " already. Stop it with: perdure down");
        }
        var arguments = new ArrayList<>(List.of("--state", door.state().path().toString(), "--foreground"));
        for (Path jar : types) {
            arguments.add("--types");
            arguments.add(jar.toString());
        }
        if (!json()) {
            io().tell(Line.of("The daemon runs for " + door.state().path()
                    + ". Ctrl-C stops it; its tasks go on when it is started again."));
        }
        try {
            return DaemonMain.run(arguments.toArray(String[]::new));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ErrorCode.CLOSED.exitCode();
        }
    }
}
