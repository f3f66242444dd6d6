package dev.perdure.bench;

import dev.perdure.server.attach.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** S3: how long until a client has the screen, and how long the command line takes to begin with it. */
final class AttachTime implements Workload {
    private static final String ATTACH = "attach, until the last byte of the snapshot, p50";
    private static final String ATTACH_MOST = "attach, until the last byte of the snapshot, most";
    private static final String TMUX = "tmux, screen without scrollback, p50";
    private static final String BYTES = "the snapshot";
    private static final String COMMAND = "perdure attach, until its first byte";
    private static final String LAST_LINE = "the-last-line";
    private static final int COMMANDS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "S3";
    }

    @Override
    public String title() {
        return "attaching to a full screen with 10,000 coloured lines above it";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Path directory = Files.createDirectories(conditions.scratch().next("s3"));
        Path log = directory.resolve("log");
        ColouredLog.writeLines(log, sizes.scrollback() + Programs.SIZE.rows() - 1);
        List<String> program = List.of(
                "sh", "-c", "stty raw -echo; cat \"$0\"; printf '" + LAST_LINE + "'; exec sleep 1000", log.toString());
        try (Tmux tmux = Tmux.start(conditions, id());
                SessionDaemon daemon = new SessionDaemon(conditions.scratch().next("s3-state"))) {
            daemon.start("full", program);
            SessionDaemon.await("end of the log", () -> daemon.offset("full") == Files.size(log) + LAST_LINE.length());
            if (tmux != null) {
                tmux.session("full", program);
                awaitPainted(tmux);
            }
            List<String> command = command(daemon);
            Series series = conditions.rounds(id(), sizes.warmups(), sizes.rounds(), round -> {
                daemonSide(round, daemon, sizes.attaches());
                if (tmux != null) {
                    round.add(TMUX, tmuxMillis(tmux, sizes.attaches()));
                }
                round.add(COMMAND, commandSeconds(command, directory));
            });
            return List.of(
                    Measure.beside(id(), ATTACH, "ms", series, TMUX).atMost(10),
                    Measure.alone(id(), ATTACH_MOST, "ms", series.spread(ATTACH_MOST)),
                    Measure.alone(id(), BYTES, "KB", series.spread(BYTES)),
                    Measure.alone(id(), COMMAND, "s", series.spread(COMMAND)).atMost(0.3));
        }
    }

    private static void awaitPainted(Tmux tmux) throws IOException, InterruptedException {
        for (long deadline = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < deadline; ) {
            if (tmux.ask("capture-pane", "-p", "-t", "=full:").contains(LAST_LINE)) {
                return;
            }
        }
        throw new IOException("tmux doesn't show the last line");
    }

    private static void daemonSide(Series round, SessionDaemon daemon, int times) throws IOException {
        long[] nanos = new long[times];
        int bytes = 0;
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            try (AttachClient client = daemon.attach("full")) {
                Frame.Screen screen = client.screen();
                nanos[i] = System.nanoTime() - begin;
                bytes = screen.bytes().length;
            }
        }
        round.add(ATTACH, Spread.quantileMillis(nanos, 0.5));
        round.add(ATTACH_MOST, Spread.quantileMillis(nanos, 1));
        round.add(BYTES, bytes / 1e3);
    }

    private static double tmuxMillis(Tmux tmux, int times) throws IOException {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            try (BarePty window = tmux.attach("full")) {
                window.await(LAST_LINE, PATIENCE);
                nanos[i] = System.nanoTime() - begin;
            }
        }
        return Spread.quantileMillis(nanos, 0.5);
    }

    private static double commandSeconds(List<String> command, Path directory) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            long begin = System.nanoTime();
            try (BarePty window = BarePty.start(Programs.SIZE, directory, command.toArray(new String[0]))) {
                // Its first output may be all of it.
                seconds.add((window.await(LAST_LINE, PATIENCE) - begin) / 1e9);
            }
        }
        return Spread.of(seconds).median();
    }

    /** As people call it: by the script that this bench was called by, and without one by its class. */
    private static List<String> command(SessionDaemon daemon) {
        Map<String, String> environment = System.getenv();
        List<String> command = new ArrayList<>();
        String script = environment.get("PERDURE_COMMAND");
        if (script != null) {
            command.add(Path.of(script).toAbsolutePath().toString());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(
                    List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.perdure.cli.PerdureCli"));
        }
        command.addAll(List.of("attach", "full", "--state", daemon.directory().toString()));
        return command;
    }
}
