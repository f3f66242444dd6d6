package dev.perdure.store.sqlite;

import dev.perdure.store.Append;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lets appends through whose lease is the newest and which begin where their partition's log ends. */
final class Fence {
    private Fence() {}

    /** Collects the rows of all appends whose lease holds; the others go to {@code refused}. */
    static void collect(AppendStatements statements, List<Write.Addition> group, List<Write.Addition> refused)
            throws SQLException {
        Map<Integer, Run> open = new LinkedHashMap<>();
        for (Write.Addition addition : group) {
            Append append = addition.append();
            Run run = open.get(append.partition());
            if (run == null || !run.isFollowedBy(append)) {
                if (run != null) {
                    fence(statements, run, refused);
                }
                run = new Run(append);
                open.put(append.partition(), run);
            }
            run.add(addition);
        }
        for (Run run : open.values()) {
            fence(statements, run, refused);
        }
    }

    private static void fence(AppendStatements statements, Run run, List<Write.Addition> refused) throws SQLException {
        if (statements.advance(run.partition, run.epoch, run.from, run.to)) {
            for (Write.Addition addition : run.additions) {
                statements.add(addition.append());
            }
            return;
        }
        for (Write.Addition addition : run.additions) {
            Append append = addition.append();
            long from = append.expectedSeq();
            if (run.additions.size() > 1
                    && statements.advance(
                            run.partition,
                            run.epoch,
                            from,
                            from + append.events().size())) {
                statements.add(append);
            } else {
                refused.add(addition);
            }
        }
    }

    /** Appends of one lease that follow each other without a gap. */
    private static final class Run {
        private final int partition;
        private final long epoch;
        private final long from;
        private final List<Write.Addition> additions = new ArrayList<>();
        private long to;

        Run(Append first) {
            partition = first.partition();
            epoch = first.epoch();
            from = first.expectedSeq();
            to = from;
        }

        boolean isFollowedBy(Append append) {
            return append.epoch() == epoch && append.expectedSeq() == to;
        }

        void add(Write.Addition addition) {
            additions.add(addition);
            to += addition.append().events().size();
        }
    }
}
