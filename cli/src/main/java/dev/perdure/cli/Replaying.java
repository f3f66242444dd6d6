package dev.perdure.cli;

import dev.perdure.cli.replay.CastSource;
import dev.perdure.cli.replay.Player;
import dev.perdure.cli.replay.ReplayKey;
import dev.perdure.cli.view.ClipboardGuard;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.NativeTerminal;
import dev.perdure.cli.view.RawTerminal;
import dev.perdure.cli.view.TerminalSize;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** One playing of a record on the user's terminal, which is what it was afterwards, however it ends. */
final class Replaying {
    private static final int MOST_KEYS = 256;
    private static final Duration KEY_POLL = Duration.ofMillis(20);

    private final Io io;
    private volatile boolean over;

    Replaying(Io io) {
        this.io = io;
    }

    int play(CastSource source, Player.Pace pace) throws IOException {
        BlockingQueue<ReplayKey> keys = new ArrayBlockingQueue<>(MOST_KEYS);
        var screen = new Screen();
        // Opened before the terminal changes: a refusal is an ordinary message.
        var player = new Player(source, pace, keys, screen);
        TerminalSize own = new NativeTerminal(io.environment()).size();
        boolean fits =
                player.reader().columns() <= own.columns() && player.reader().rows() <= own.rows();
        String recorded = player.reader().columns() + "x" + player.reader().rows();
        boolean ended;
        try (RawTerminal terminal = enter()) {
            screen.terminal = terminal;
            Runtime.getRuntime().addShutdownHook(new Thread(terminal::close, "restore"));
            Thread reader = Thread.ofPlatform().daemon().name("keys").start(() -> read(io.in(), keys));
            ended = player.play();
            over = true;
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
        io.tell(Line.of(ended ? "That is the end of the record." : "Left the record.")
                .and(fits ? "" : " It was recorded at " + recorded + ", larger than this terminal."));
        return 0;
    }

    private static RawTerminal enter() throws IOException {
        try {
            return RawTerminal.enter();
        } catch (IOException e) {
            throw TaskCommand.bad(
                    "Keys come from standard input, which is no terminal. Pipe the output to get its text.");
        }
    }

    private static final class Screen implements Player.Display {
        private final ClipboardGuard guard = new ClipboardGuard();
        private @org.jspecify.annotations.Nullable RawTerminal terminal;

        @Override
        public void write(byte[] output) throws IOException {
            if (terminal != null) {
                terminal.write(guard.pass(output));
            }
        }
    }

    /** Never waits in a read: what is typed after the end is for the shell. */
    private void read(InputStream in, BlockingQueue<ReplayKey> keys) {
        var reader = new ReplayKey.Reader();
        var bytes = new byte[1024];
        try {
            while (!over) {
                if (in.available() == 0) {
                    Thread.sleep(KEY_POLL);
                    continue;
                }
                int count = in.read(bytes);
                for (int i = 0; i < count && !over; i++) {
                    Optional<ReplayKey> key = reader.take(bytes[i]);
                    key.ifPresent(keys::offer);
                    if (key.filter(ReplayKey.QUIT::equals).isPresent()) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The terminal has gone away, which is one way to leave.
            keys.clear();
        }
        keys.offer(ReplayKey.QUIT);
    }
}
