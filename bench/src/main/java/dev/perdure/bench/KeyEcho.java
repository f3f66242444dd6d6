package dev.perdure.bench;

import dev.perdure.server.attach.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** S2: a key is typed; how long until the client has what the program printed for it. */
final class KeyEcho implements Workload {
    private static final String ECHO = "key echo through the daemon";
    private static final String BARE = "bare terminal";
    private static final String TMUX = "tmux";
    private static final String MORE = "p50 less tmux's";
    private static final List<String> PROGRAM = List.of("sh", "-c", "stty raw -echo; echo ready; exec cat");
    private static final String KEY = "x";
    private static final long BETWEEN_KEYS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String id() {
        return "S2";
    }

    @Override
    public String title() {
        return "a key until its echo";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Path directory = Files.createDirectories(conditions.scratch().next("s2"));
        try (Tmux tmux = Tmux.start(conditions, id());
                SessionDaemon daemon = new SessionDaemon(conditions.scratch().next("s2-state"))) {
            daemon.start("echo", PROGRAM);
            if (tmux != null) {
                tmux.session("echo", PROGRAM);
            }
            Series series = conditions.rounds(id(), sizes.warmups(), sizes.rounds(), round -> {
                try (BarePty terminal = BarePty.start(Programs.SIZE, directory, PROGRAM.toArray(new String[0]))) {
                    terminal.await("ready", PATIENCE);
                    add(round, BARE, times(sizes.keys(), () -> echo(terminal)));
                }
                try (AttachClient client = daemon.attach("echo")) {
                    client.screen();
                    add(round, ECHO, times(sizes.keys(), () -> echo(client)));
                }
                if (tmux != null) {
                    try (BarePty window = tmux.attach("echo")) {
                        Painting.collect(window, PATIENCE, new ByteArrayOutputStream());
                        add(round, TMUX, times(sizes.keys(), () -> echo(window)));
                    }
                    round.add(MORE, round.last(ECHO + ", p50") - round.last(TMUX + ", p50"));
                }
            });
            return measures(series);
        }
    }

    private List<Measure> measures(Series series) {
        List<Measure> measures = new ArrayList<>();
        for (String quantile : List.of(", p50", ", p99")) {
            measures.add(Measure.against(id(), ECHO + quantile, "ms", series, BARE + quantile));
            Measure beside = Measure.beside(id(), ECHO + quantile, "ms", series, TMUX + quantile);
            if (quantile.equals(", p99")) {
                measures.add(beside.atMost(3));
            } else if (series.has(TMUX + quantile)) {
                measures.add(beside);
            }
        }
        if (series.has(MORE)) {
            measures.add(Measure.alone(id(), ECHO + ", " + MORE, "ms", series.spread(MORE))
                    .atMost(0.2));
        }
        return measures;
    }

    private interface Press {
        void run() throws IOException;
    }

    private static long[] times(int keys, Press press) throws IOException {
        long[] nanos = new long[keys];
        for (int i = 0; i < keys; i++) {
            LockSupport.parkNanos(BETWEEN_KEYS);
            long begin = System.nanoTime();
            press.run();
            nanos[i] = System.nanoTime() - begin;
        }
        return nanos;
    }

    private static void echo(BarePty terminal) throws IOException {
        terminal.type(KEY);
        terminal.await(KEY, PATIENCE);
    }

    private static void echo(AttachClient client) throws IOException {
        client.type(KEY.getBytes(StandardCharsets.US_ASCII));
        while (!(client.next() instanceof Frame.Output)) {}
    }

    private static void add(Series round, String name, long[] nanos) {
        round.add(name + ", p50", Spread.quantileMillis(nanos, 0.5));
        round.add(name + ", p99", Spread.quantileMillis(nanos, 0.99));
    }
}
