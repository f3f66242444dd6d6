package dev.perdure.bench;

import dev.perdure.server.attach.Frame;
import dev.perdure.session.Session;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** S8: a daemon with 100 sessions that print is killed with SIGKILL; how long until the next has them all, and what is lost. */
final class AdoptionTime implements Workload {
    private static final String LISTED =
            "from the start of the new daemon's process until it lists them all as running";
    private static final String OPENED = "the adoption itself, in a JVM that runs already";
    private static final String LOST = "sessions lost";
    private static final String MISSING = "recorded bytes lost";
    private static final String SKIPPED = "printed bytes lost";
    /** A line of ten bytes each second: it says which one it is. */
    private static final String PROGRAM =
            "stty raw -echo; i=100000000; while :; do printf '%d\\n' $i; i=$((i + 1)); sleep 1; done";

    private static final int LINE = 10;
    private static final int FIRST = 100_000_000;
    private static final int ROUNDS = 3;

    @Override
    public String id() {
        return "S8";
    }

    @Override
    public String title() {
        return "100 sessions that print, kill -9 of the daemon, a new one adopts them";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Series series = conditions.rounds(id(), 0, Math.min(ROUNDS, sizes.rounds()), round -> {
            Path state = conditions.scratch().next("s8-state");
            try {
                round(round, conditions, state, sizes.adopted());
            } finally {
                endAll(round, state);
            }
        });
        return List.of(
                Measure.alone(id(), LISTED, "s", series.spread(LISTED)).atMost(2),
                Measure.alone(id(), OPENED, "s", series.spread(OPENED)),
                Measure.alone(id(), LOST, "", series.spread(LOST)).atMost(0),
                Measure.alone(id(), MISSING, "", series.spread(MISSING)).atMost(0),
                Measure.alone(id(), SKIPPED, "", series.spread(SKIPPED)));
    }

    private static void round(Series round, Conditions conditions, Path state, int count) throws Exception {
        try (SessionDaemon first = new SessionDaemon(state)) {
            for (int i = 0; i < count; i++) {
                first.start("s" + i, List.of("sh", "-c", PROGRAM));
            }
            String last = "s" + (count - 1);
            SessionDaemon.await("output", () -> first.offset(last) >= 2 * LINE);
            first.kill();
        }
        Map<String, byte[]> recorded = recorded(state, conditions.scratch().next("s8-copy"));
        long begin = System.nanoTime();
        try (SessionDaemon second = new SessionDaemon(state)) {
            SessionDaemon.await("list of all sessions", () -> second.list().size() == count);
            round.add(LISTED, (System.nanoTime() - begin) / 1e9);
            round.add(
                    LOST,
                    (double) count
                            - second.list().stream()
                                    .filter(session ->
                                            session.path("state").asString("").equals("running"))
                                    .count());
            losses(round, second, recorded);
            second.kill();
        }
    }

    /** Adopts them once more, and ends them: sessions go on without a daemon. */
    private static void endAll(Series round, Path state) throws IOException {
        long begin = System.nanoTime();
        try (Sessions sessions = Sessions.open(state, SessionsOptions.DEFAULT)) {
            round.add(OPENED, (System.nanoTime() - begin) / 1e9);
            sessions.endAll();
            if (sessions.list().stream().map(Session::state).anyMatch(left -> left.alive())) {
                throw new IOException("a session doesn't end");
            }
        }
    }

    /** What the killed daemon recorded of each session, by id, read from copies of its files. */
    private static Map<String, byte[]> recorded(Path state, Path copies) throws IOException {
        Map<String, byte[]> recorded = new TreeMap<>();
        try (Stream<Path> sessions = Files.list(state.resolve("sessions"))) {
            for (Path session : sessions.filter(Files::isDirectory).toList()) {
                String id = session.getFileName().toString();
                Path copy = Files.createDirectories(copies.resolve(id));
                try (Stream<Path> segments = Files.list(session.resolve("log/output"))) {
                    for (Path segment : segments.toList()) {
                        Files.copy(segment, copy.resolve(segment.getFileName()));
                    }
                } catch (NoSuchFileException e) {
                    // It had nothing to record yet.
                    continue;
                }
                try (SessionLog log = SessionLog.open(copy)) {
                    if (log.read(0, Math.toIntExact(log.end())) instanceof Slice.Bytes slice) {
                        recorded.put(id, slice.bytes());
                    }
                }
            }
        }
        Scratch.delete(copies);
        return recorded;
    }

    /** Reads all output of all sessions anew, and some more. */
    private static void losses(Series round, SessionDaemon daemon, Map<String, byte[]> recorded) throws IOException {
        long missing = 0;
        long skipped = 0;
        for (Map.Entry<String, byte[]> session : recorded.entrySet()) {
            byte[] before = session.getValue();
            byte[] now = output(daemon, session.getKey(), before.length + 2 * LINE);
            int same = Arrays.mismatch(before, now);
            missing += same < 0 || same == before.length ? 0 : before.length - same;
            skipped += skipped(now);
        }
        round.add(MISSING, (double) missing);
        round.add(SKIPPED, (double) skipped);
    }

    private static byte[] output(SessionDaemon daemon, String session, int least) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (AttachClient client = daemon.attach(session, 0)) {
            while (output.size() < least) {
                if (client.next() instanceof Frame.Output part) {
                    output.writeBytes(part.bytes());
                }
            }
        }
        return output.toByteArray();
    }

    /** How many bytes there are too few before the last whole line, by its number. */
    private static long skipped(byte[] output) {
        int end = output.length;
        while (output[end - 1] != '\n') {
            end--;
        }
        String line = new String(output, end - LINE, LINE - 1, StandardCharsets.US_ASCII);
        return (Long.parseLong(line) - FIRST + 1) * LINE - end;
    }
}
