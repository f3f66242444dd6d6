package dev.perdure.bench;

import dev.perdure.server.attach.Frame;
import dev.perdure.session.process.ProcStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** S5: clients that stop reading: what they cost, whom they hold up, and what they show when they read again. */
final class StalledClients implements Workload {
    private static final String FREE = "one client, nobody stalled";
    private static final String HELD = "the same with stalled clients beside it";
    private static final String HEAP = "heap of a stalled client, the most of several readings";
    private static final String RIGHT = "stalled clients whose screen is right when they read again";
    private static final String TMUX = "tmux grows, with one stalled client";
    private static final int STAGES = 6;
    private static final long STAGE = 250_000;
    private static final int PAGE = 4096;
    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String id() {
        return "S5";
    }

    @Override
    public String title() {
        return "clients that don't read";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Path directory = Files.createDirectories(conditions.scratch().next("s5"));
        Path flood = directory.resolve("flood");
        ColouredLog.write(flood, sizes.flood());
        Path stage = directory.resolve("stage");
        ColouredLog.write(stage, STAGE);
        try (Tmux tmux = Tmux.start(conditions, id());
                SessionDaemon daemon = new SessionDaemon(conditions.scratch().next("s5-state"));
                Gate gate = new Gate(directory.resolve("gate"))) {
            daemon.start("flood", gate.program());
            follow(daemon, gate, flood);
            Series series = conditions.rounds(
                    id(),
                    0,
                    Math.min(ROUNDS, sizes.rounds()),
                    round -> round(round, daemon, gate, flood, stage, sizes.stalled()));
            if (tmux != null) {
                tmux(series, tmux, directory.resolve("tmux-gate"), flood);
            }
            return measures(series, sizes);
        }
    }

    private List<Measure> measures(Series series, SessionSizes sizes) {
        List<Measure> measures = new ArrayList<>(List.of(
                Measure.against(id(), HELD, "MB/s", series, FREE).ratioAtLeast(0.9),
                Measure.alone(id(), HEAP, "KB", series.spread(HEAP)).atMost(1024),
                Measure.alone(id(), RIGHT, "of " + sizes.stalled(), series.spread(RIGHT))
                        .atLeast(sizes.stalled())));
        if (series.has(TMUX)) {
            measures.add(Measure.alone(
                    id(), TMUX, "MB for " + sizes.flood() / 1_000_000 + " MB of output", series.spread(TMUX)));
        }
        return measures;
    }

    private static void round(Series round, SessionDaemon daemon, Gate gate, Path flood, Path stage, int count)
            throws Exception {
        round.add(FREE, follow(daemon, gate, flood));
        List<AttachClient> stalled = new ArrayList<>();
        try {
            RemoteHeap heap = daemon.heap();
            List<ShownScreen> screens = new ArrayList<>();
            long before = heap.used();
            for (int i = 0; i < count; i++) {
                AttachClient client = daemon.attach("flood");
                stalled.add(client);
                ShownScreen screen = new ShownScreen();
                screen.take(client.screen());
                screens.add(screen);
            }
            long most = 0;
            for (int i = 0; i < STAGES; i++) {
                gate.print(stage);
                gate.awaitDone();
                most = Math.max(most, heap.used() - before);
            }
            round.add(HELD, follow(daemon, gate, flood));
            most = Math.max(most, heap.used() - before);
            round.add(HEAP, most / 1024.0 / count);
            round.add(RIGHT, right(daemon, stalled, screens));
        } finally {
            for (AttachClient client : stalled) {
                client.close();
            }
        }
    }

    /** Prints the flood with a client that reads; gives back MB a second until it has the last byte, fallen behind or not. */
    private static double follow(SessionDaemon daemon, Gate gate, Path flood) throws Exception {
        long end = daemon.offset("flood") + Files.size(flood);
        try (AttachClient client = daemon.attach("flood")) {
            client.screen();
            long begin = System.nanoTime();
            gate.print(flood);
            for (long at = 0; at < end; ) {
                at = switch (client.next()) {
                    case Frame.Output output -> output.offset() + output.bytes().length;
                    case Frame.Screen screen -> screen.offset();
                    default -> at;
                };
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            gate.awaitDone();
            return Files.size(flood) / 1e6 / seconds;
        }
    }

    private static int right(SessionDaemon daemon, List<AttachClient> stalled, List<ShownScreen> screens)
            throws IOException {
        long end = daemon.offset("flood");
        ShownScreen expected = new ShownScreen();
        try (AttachClient fresh = daemon.attach("flood")) {
            expected.take(fresh.screen());
        }
        int right = 0;
        for (int i = 0; i < stalled.size(); i++) {
            while (screens.get(i).offset() < end) {
                screens.get(i).take(stalled.get(i).next());
            }
            if (screens.get(i).describe().equals(expected.describe())) {
                right++;
            }
        }
        return right;
    }

    private static void tmux(Series series, Tmux tmux, Path directory, Path flood) throws Exception {
        try (Gate gate = new Gate(directory);
                ExecutorService threads = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().factory())) {
            tmux.session("flood", gate.program());
            try (BarePty stalled = tmux.attach("flood");
                    BarePty reading = tmux.attach("flood")) {
                stalled.await("\033[H", PATIENCE);
                reading.await("\033[H", PATIENCE);
                long before = resident(tmux.pid());
                Future<?> reader = threads.submit(() -> {
                    while (reading.read(PATIENCE) > 0) {}
                });
                gate.print(flood);
                gate.awaitDone();
                series.add(TMUX, (resident(tmux.pid()) - before) / 1e6);
                tmux.end("flood");
                reader.get();
            }
        }
    }

    private static long resident(int process) throws IOException {
        return ProcStat.of(process)
                        .orElseThrow(() -> new IOException("process " + process + " is gone"))
                        .residentPages()
                * PAGE;
    }
}
