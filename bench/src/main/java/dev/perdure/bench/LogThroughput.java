package dev.perdure.bench;

import dev.perdure.server.attach.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;

/** S1: how fast a coloured log gets through: to nobody, to one client that gets every byte, to five of them. */
final class LogThroughput implements Workload {
    private static final int MANY = 5;
    private static final String BARE = "bare terminal";
    private static final String PROCESSOR = ", processor time of the server";
    private static final String TMUX_SHARE = "of the output tmux's one client got";
    private static final String AGAIN = "times that a client fell behind and resumed";
    private static final int WARM_UP_SHARE = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Override
    public String id() {
        return "S1";
    }

    @Override
    public String title() {
        return "a coloured log of 100 MB through a session";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Path directory = conditions.scratch().next("s1");
        Files.createDirectories(directory);
        Log whole = Log.make(directory.resolve("log"), sizes.log());
        Log part = Log.make(directory.resolve("part"), sizes.log() / WARM_UP_SHARE);
        try (Tmux tmux = Tmux.start(conditions, id());
                SessionDaemon daemon = new SessionDaemon(conditions.scratch().next("s1-state"));
                Gate gate = new Gate(directory.resolve("gate"))) {
            daemon.start("log", gate.program());
            Series unmeasured = new Series(0);
            session(unmeasured, daemon, gate, part, 0);
            session(unmeasured, daemon, gate, part, MANY);
            Series series = conditions.rounds(id(), 0, sizes.logRounds(), round -> {
                bare(round, conditions.scratch().next("s1-bare"), whole);
                for (int clients : List.of(0, 1, MANY)) {
                    session(round, daemon, gate, whole, clients);
                    if (tmux != null) {
                        tmux(round, tmux, conditions.scratch().next("s1-tmux"), whole, clients);
                    }
                }
            });
            return measures(series);
        }
    }

    private List<Measure> measures(Series series) {
        List<Measure> measures = new ArrayList<>();
        for (int clients : List.of(0, 1, MANY)) {
            measures.add(Measure.beside(id(), name(clients), "MB/s", series, tmuxName(clients))
                    .ratioAtLeast(2));
        }
        measures.add(Measure.against(id(), name(0), "MB/s", series, BARE));
        for (int clients : List.of(0, 1, MANY)) {
            measures.add(Measure.beside(id(), name(clients) + PROCESSOR, "s", series, tmuxName(clients) + PROCESSOR));
        }
        measures.add(Measure.alone(id(), AGAIN, "", series.spread(AGAIN)));
        if (series.has(TMUX_SHARE)) {
            measures.add(Measure.alone(id(), TMUX_SHARE, "%", series.spread(TMUX_SHARE)));
        }
        return measures;
    }

    private static String name(int clients) {
        return clients == 0 ? "detached" : clients == 1 ? "one client, every byte" : "five clients, every byte";
    }

    private static String tmuxName(int clients) {
        return "tmux, " + (clients == 0 ? "detached" : clients == 1 ? "one client" : "five clients");
    }

    /** A file with its length and checksum. */
    private record Log(Path file, long bytes, long checksum) {
        static Log make(Path file, long bytes) throws IOException {
            return new Log(file, bytes, ColouredLog.write(file, bytes));
        }

        double rate(long begin) {
            return bytes / 1e6 / ((System.nanoTime() - begin) / 1e9);
        }
    }

    private static void bare(Series round, Path directory, Log log) throws Exception {
        try (Gate gate = new Gate(directory);
                BarePty terminal =
                        BarePty.start(Programs.SIZE, directory, gate.program().toArray(new String[0]))) {
            long begin = System.nanoTime();
            gate.print(log.file());
            for (long got = 0; got < log.bytes(); ) {
                int count = terminal.read(PATIENCE);
                if (count <= 0) {
                    throw new IOException("the bare terminal gave " + got + " bytes");
                }
                got += count;
            }
            round.add(BARE, log.rate(begin));
        }
    }

    private static void session(Series round, SessionDaemon daemon, Gate gate, Log log, int count) throws Exception {
        long from = daemon.offset("log");
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
            List<Future<Integer>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                AttachClient client = daemon.attach("log");
                client.screen();
                ends.add(threads.submit(() -> follow(daemon, client, from, log)));
            }
            double used = ProcessWeight.processorSeconds(List.of(daemon.pid()));
            long begin = System.nanoTime();
            gate.print(log.file());
            int again = 0;
            for (Future<Integer> end : ends) {
                again += end.get();
            }
            gate.awaitDone();
            SessionDaemon.await("end of the log", () -> daemon.offset("log") == from + log.bytes());
            round.add(name(count), log.rate(begin));
            round.add(name(count) + PROCESSOR, ProcessWeight.processorSeconds(List.of(daemon.pid())) - used);
            round.add(count == MANY ? AGAIN : AGAIN + " (" + count + ")", again);
        }
    }

    /** Takes every byte; whenever the client falls behind it goes on at the offset up to which it has them. Gives back how often. */
    private static int follow(SessionDaemon daemon, AttachClient first, long from, Log log) throws IOException {
        CRC32C checksum = new CRC32C();
        AttachClient client = first;
        int again = 0;
        long at = from;
        try {
            while (at < from + log.bytes()) {
                switch (client.next()) {
                    case Frame.Output output -> {
                        if (output.offset() != at) {
                            throw new IOException("output at " + output.offset() + " follows " + at);
                        }
                        checksum.update(output.bytes());
                        at += output.bytes().length;
                    }
                    case Frame.Screen _ -> {
                        client.close();
                        client = daemon.attach("log", at);
                        again++;
                    }
                    default -> {}
                }
            }
        } finally {
            client.close();
        }
        if (checksum.getValue() != log.checksum()) {
            throw new IOException("a client got other bytes than the program printed");
        }
        return again;
    }

    private static void tmux(Series round, Tmux tmux, Path directory, Log log, int count) throws Exception {
        List<BarePty> windows = new ArrayList<>();
        try (Gate gate = new Gate(directory);
                ExecutorService threads = Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().daemon().factory())) {
            tmux.session("log", gate.program());
            List<Future<Long>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                BarePty window = tmux.attach("log");
                windows.add(window);
                window.await("\033[H", PATIENCE);
                ends.add(threads.submit(() -> drain(window)));
            }
            double used = ProcessWeight.processorSeconds(List.of(tmux.pid()));
            long begin = System.nanoTime();
            gate.print(log.file());
            gate.awaitDone();
            round.add(tmuxName(count), log.rate(begin));
            round.add(tmuxName(count) + PROCESSOR, ProcessWeight.processorSeconds(List.of(tmux.pid())) - used);
            tmux.end("log");
            for (Future<Long> end : ends) {
                double share = end.get() * 100.0 / log.bytes();
                if (count == 1) {
                    round.add(TMUX_SHARE, share);
                }
            }
        } finally {
            windows.forEach(BarePty::close);
        }
    }

    /** Reads until the session is over. */
    private static long drain(BarePty window) {
        long got = 0;
        for (int count = window.read(PATIENCE); count > 0; count = window.read(PATIENCE)) {
            got += count;
        }
        return got;
    }
}
