package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.DaemonClient;
import dev.perdure.cli.client.Starter;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import dev.perdure.server.Launch;
import dev.perdure.server.SocketPath;
import dev.perdure.server.StateDirectory;
import java.nio.file.Path;
import java.util.List;

/**
 * The way to the daemon of a state directory.
 *
 * @param state the directory
 * @param client asks the daemon, and starts it where none runs
 */
record Door(StateDirectory state, DaemonClient client) {
    /** The daemon that the command line means; started with these jars if it has to be. */
    static Door of(PerdureCli cli, List<Path> types) {
        StateDirectory state = StateDirectory.choose(cli.state);
        return new Door(state, new DaemonClient(socket(state), () -> start(cli.io(), state, types)));
    }

    /** The same daemon, only if it runs. */
    static Door ofRunning(PerdureCli cli) {
        StateDirectory state = StateDirectory.choose(cli.state);
        return new Door(state, new DaemonClient(socket(state), Starter.NONE));
    }

    /** Where attachments to sessions are taken. */
    Path attachSocket() {
        return SocketPath.ofAttach(state);
    }

    /** Makes sure that a daemon runs, and says nothing about it. */
    void ensureQuietly() {
        try {
            Launch.ensure(state, List.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(ErrorCode.CLOSED, "Interrupted while the daemon was starting.", e);
        }
    }

    /** Whether a daemon takes connections. */
    boolean isOpen() {
        return Launch.isAnswering(state);
    }

    private static Path socket(StateDirectory state) {
        return SocketPath.of(state);
    }

    private static boolean start(Io io, StateDirectory state, List<Path> types) {
        try {
            if (io.errIsTerminal() && !Launch.isAnswering(state)) {
                io.tell(Line.of(Style.DIM, "Starting the daemon …"));
            }
            Launch.ensure(state, types);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(ErrorCode.CLOSED, "Interrupted while the daemon was starting.", e);
        }
    }
}
