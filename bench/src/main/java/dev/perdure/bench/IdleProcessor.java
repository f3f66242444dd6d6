package dev.perdure.bench;

import java.util.ArrayList;
import java.util.List;

/** S7: the processor time of sessions that do nothing, of the daemon with all anchors and programs. */
final class IdleProcessor implements Workload {
    private static final String IDLE = "processor time of daemon, anchors and programs";
    private static final String TMUX = "tmux's server and programs";
    private static final int ROUNDS = 2;
    private static final int SETTLE_MILLIS = 3000;

    @Override
    public String id() {
        return "S7";
    }

    @Override
    public String title() {
        return "200 sessions that do nothing, for 10 s";
    }

    @Override
    public List<Measure> run(Conditions conditions) throws Exception {
        SessionSizes sizes = conditions.sizes().sessions();
        try (Tmux tmux = Tmux.start(conditions, id());
                SessionDaemon daemon = new SessionDaemon(conditions.scratch().next("s7-state"))) {
            List<Integer> ours = new ArrayList<>(List.of(daemon.pid()));
            List<Integer> theirs = new ArrayList<>();
            for (int i = 0; i < sizes.idle(); i++) {
                int program =
                        daemon.start("idle-" + i, List.of("cat")).path("pid").asInt();
                ours.addAll(List.of(program, ProcessWeight.parent(program)));
            }
            if (tmux != null) {
                theirs.add(tmux.pid());
                for (int i = 0; i < sizes.idle(); i++) {
                    tmux.session("idle-" + i, List.of("cat"));
                }
                tmux.ask("list-panes", "-a", "-F", "#{pane_pid}")
                        .lines()
                        .map(Integer::parseInt)
                        .forEach(theirs::add);
            }
            // The daemon's compilers have still to do with the start.
            Thread.sleep(Math.min(SETTLE_MILLIS, sizes.idleMillis()));
            Series series = conditions.rounds(id(), 0, Math.min(ROUNDS, sizes.rounds()), round -> {
                double before = ProcessWeight.processorSeconds(ours);
                double theirsBefore = ProcessWeight.processorSeconds(theirs);
                Thread.sleep(sizes.idleMillis());
                round.add(IDLE, share(ProcessWeight.processorSeconds(ours) - before, sizes.idleMillis()));
                if (tmux != null) {
                    round.add(TMUX, share(ProcessWeight.processorSeconds(theirs) - theirsBefore, sizes.idleMillis()));
                }
            });
            // No ratio to tmux's share, which is mostly nought.
            List<Measure> measures = new ArrayList<>();
            measures.add(Measure.alone(id(), IDLE, "% of a processor", series.spread(IDLE))
                    .atMost(1));
            if (series.has(TMUX)) {
                measures.add(Measure.alone(id(), TMUX, "% of a processor", series.spread(TMUX)));
            }
            return measures;
        }
    }

    private static double share(double seconds, int millis) {
        return seconds * 100_000 / millis;
    }
}
