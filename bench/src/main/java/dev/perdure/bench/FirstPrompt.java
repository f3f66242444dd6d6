package dev.perdure.bench;

import dev.perdure.session.Session;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** S4: from the call that starts a session until its shell's first prompt is recorded, and how many sessions start in a second. */
final class FirstPrompt implements Workload {
    private static final String PROMPT = "bash, from the call to its prompt, p50";
    private static final String MOST = "bash, from the call to its prompt, most";
    private static final String BARE = "bare terminal, p50";
    private static final String STARTED = "start() until the program is under way, p50";
    private static final String RATE = "sessions started by 8 callers";
    private static final int CALLERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public String id() {
        return "S4";
    }

    @Override
    public String title() {
        return "starting sessions";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Path directory = Files.createDirectories(conditions.scratch().next("s4"));
        Series series = conditions.rounds(id(), sizes.warmups(), sizes.rounds(), round -> {
            bare(round, directory, sizes.prompts());
            try (Sessions sessions = Sessions.open(conditions.scratch().next("s4-state"), SessionsOptions.DEFAULT)) {
                try {
                    prompts(round, sessions, directory, sizes.prompts());
                    burst(round, sessions, directory, sizes.burst());
                } finally {
                    sessions.endAll();
                }
            }
        });
        return List.of(
                Measure.against(id(), PROMPT, "ms", series, BARE).atMost(15),
                Measure.alone(id(), MOST, "ms", series.spread(MOST)),
                Measure.alone(id(), STARTED, "ms", series.spread(STARTED)),
                Measure.alone(id(), RATE, "a second", series.spread(RATE)).atLeast(100));
    }

    private static void bare(Series round, Path directory, int times) throws IOException {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            try (BarePty terminal = BarePty.start(Programs.SIZE, directory, Programs.BASH.toArray(new String[0]))) {
                terminal.await(Programs.PROMPT, PATIENCE);
                nanos[i] = System.nanoTime() - begin;
            }
        }
        round.add(BARE, Spread.quantileMillis(nanos, 0.5));
    }

    private static void prompts(Series round, Sessions sessions, Path directory, int times) throws Exception {
        long[] prompts = new long[times];
        long[] starts = new long[times];
        for (int i = 0; i < times; i++) {
            long begin = System.nanoTime();
            Session session = sessions.start(spec("prompt-" + i, Programs.BASH, directory));
            starts[i] = System.nanoTime() - begin;
            awaitPrompt(session);
            prompts[i] = System.nanoTime() - begin;
        }
        round.add(PROMPT, Spread.quantileMillis(prompts, 0.5));
        round.add(MOST, Spread.quantileMillis(prompts, 1));
        round.add(STARTED, Spread.quantileMillis(starts, 0.5));
    }

    private static void awaitPrompt(Session session) throws IOException, InterruptedException {
        long seen = 0;
        while (session.output().await(seen, PATIENCE)) {
            seen = session.output().end();
            if (session.look(screen -> screen.text().contains(Programs.PROMPT))) {
                return;
            }
        }
        throw new IOException("no prompt from " + session);
    }

    private static void burst(Series round, Sessions sessions, Path directory, int count) throws Exception {
        long begin = System.nanoTime();
        Embedded.clients(CALLERS, caller -> {
            for (int i = caller; i < count; i += CALLERS) {
                sessions.start(spec("burst-" + i, List.of("cat"), directory));
            }
        });
        round.add(RATE, count / ((System.nanoTime() - begin) / 1e9));
    }

    static SessionSpec spec(String name, List<String> command, Path directory) {
        return SessionSpec.of(name, command, Programs.environment(), directory.toAbsolutePath());
    }
}
