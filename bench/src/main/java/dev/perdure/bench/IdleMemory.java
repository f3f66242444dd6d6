package dev.perdure.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** S6: what a session weighs that does nothing: its anchor, its part of the daemon's heap, both with scrollback; tmux's server beside it. */
final class IdleMemory implements Workload {
    private static final String ANCHOR = "outside of the daemon: its anchor";
    private static final String PROGRAM = "outside of the daemon: the program itself, cat";
    private static final String HEAP = "in the daemon's heap";
    private static final String TMUX = "tmux's server grows, a session";
    private static final String FILLED = "with scrollback: anchor and heap";
    private static final String TMUX_FILLED = "tmux's server grows, a session with scrollback";
    private static final String CLEAR = "stty raw -echo; cat \"$0\"; exec sleep 1000";
    private static final int ROUNDS = 3;

    @Override
    public String id() {
        return "S6";
    }

    @Override
    public String title() {
        return "memory of a session that does nothing";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        Path log = Files.createDirectories(conditions.scratch().next("s6")).resolve("log");
        ColouredLog.writeLines(log, sizes.scrollback() + Programs.SIZE.rows());
        Series series = conditions.rounds(id(), 0, Math.min(ROUNDS, sizes.rounds()), round -> {
            try (SessionDaemon daemon = new SessionDaemon(conditions.scratch().next("s6-state"))) {
                RemoteHeap heap = daemon.heap();
                idle(round, daemon, heap, sizes.weighed());
                filled(round, daemon, heap, log, sizes.filled());
            }
            try (Tmux tmux = Tmux.start(conditions, id())) {
                if (tmux != null) {
                    tmux(round, tmux, log, sizes);
                }
            }
        });
        List<Measure> measures = new ArrayList<>();
        measures.add(Measure.alone(id(), ANCHOR, "KB", series.spread(ANCHOR)).atMost(300));
        measures.add(Measure.alone(id(), PROGRAM, "KB", series.spread(PROGRAM)));
        measures.add(Measure.alone(id(), HEAP, "KB", series.spread(HEAP)).atMost(100));
        if (series.has(TMUX)) {
            // No ratio: its heap often has room left, and then it grows by nothing.
            measures.add(Measure.alone(id(), TMUX, "KB", series.spread(TMUX)));
        }
        measures.add(Measure.beside(id(), FILLED, "KB", series, TMUX_FILLED).atMost(1700));
        return measures;
    }

    private static void idle(Series round, SessionDaemon daemon, RemoteHeap heap, int count) throws Exception {
        // What the first session makes the daemon load isn't any session's own.
        daemon.start("first", List.of("cat"));
        long before = heap.used();
        List<Integer> programs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            programs.add(program(daemon.start("idle-" + i, List.of("cat"))));
        }
        List<Integer> anchors = programs.stream().map(ProcessWeight::parent).toList();
        round.add(HEAP, (heap.used() - before) / 1024.0 / count);
        round.add(ANCHOR, ProcessWeight.proportional(anchors) / 1024.0 / count);
        round.add(PROGRAM, ProcessWeight.proportional(programs) / 1024.0 / count);
    }

    private static void filled(Series round, SessionDaemon daemon, RemoteHeap heap, Path log, int count)
            throws Exception {
        long before = heap.used();
        List<Integer> anchors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            anchors.add(ProcessWeight.parent(
                    program(daemon.start("filled-" + i, List.of("sh", "-c", CLEAR, log.toString())))));
        }
        for (int i = 0; i < count; i++) {
            String name = "filled-" + i;
            SessionDaemon.await("end of the log", () -> daemon.offset(name) == Files.size(log));
        }
        long grown = heap.used() - before + ProcessWeight.proportional(anchors);
        round.add(FILLED, grown / 1024.0 / count);
    }

    private static int program(JsonNode session) {
        return session.path("pid").asInt();
    }

    private static void tmux(Series round, Tmux tmux, Path log, SessionSizes sizes) throws Exception {
        long before = ProcessWeight.proportional(tmux.pid());
        for (int i = 0; i < sizes.weighed(); i++) {
            tmux.session("idle-" + i, List.of("cat"));
        }
        long idle = ProcessWeight.proportional(tmux.pid());
        round.add(TMUX, (idle - before) / 1024.0 / sizes.weighed());
        for (int i = 0; i < sizes.filled(); i++) {
            tmux.session("filled-" + i, List.of("sh", "-c", CLEAR, log.toString()));
        }
        for (int i = 0; i < sizes.filled(); i++) {
            awaitFilled(tmux, "filled-" + i, sizes.scrollback());
        }
        round.add(TMUX_FILLED, (ProcessWeight.proportional(tmux.pid()) - idle) / 1024.0 / sizes.filled());
    }

    private static void awaitFilled(Tmux tmux, String name, int lines) throws IOException {
        SessionDaemon.await("end of the log", () -> {
            try {
                String shown = tmux.ask("display-message", "-p", "-t", "=" + name + ":", "#{history_size} #{cursor_y}");
                // tmux forgets a tenth of its history at once when it is full.
                return Integer.parseInt(shown.strip().split(" ")[0]) >= lines * 9 / 10;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        });
    }
}
