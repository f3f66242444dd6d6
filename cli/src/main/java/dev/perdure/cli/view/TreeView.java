package dev.perdure.cli.view;

import dev.perdure.api.Failure;
import dev.perdure.api.Progress;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The tree of tasks and steps as lines: a pure function of what is known, the time and the room.
 *
 * <p>Where there is not enough room, it first folds what is done in children, then everything that is done, and then leaves out what matters
 * least and says how much that is. What failed, needs attention or waits for a person is the last to go.
 */
public final class TreeView {
    private static final int BAR_CELLS = 20;

    private final Symbols symbols;
    private final Advice advice;

    /** A view with these signs that tells what to do in these words. */
    public TreeView(Symbols symbols, Advice advice) {
        this.symbols = symbols;
        this.advice = advice;
    }

    /** The lines, at most {@code height} of them, none wider than {@code width}. */
    public List<Line> lines(Forest forest, Instant now, int width, int height) {
        List<Row> rows = List.of();
        for (Fold fold : Fold.values()) {
            rows = new Drawing(forest, now, fold).rows();
            if (rows.size() <= height) {
                break;
            }
        }
        return layOut(cut(rows, height), width);
    }

    /** Rows as lines, with what stands at the right in one column. */
    private static List<Line> layOut(List<Row> rows, int width) {
        int column = 0;
        for (Row row : rows) {
            if (!row.right().isEmpty()) {
                column = Math.max(column, row.left().width());
            }
        }
        column = Math.min(column, width * 3 / 5) + 2;
        var lines = new ArrayList<Line>(rows.size());
        for (Row row : rows) {
            Line line = row.right().isEmpty() ? row.left() : row.left().at(column, row.style(), row.right());
            lines.add(line.fit(width));
        }
        return lines;
    }

    private static List<Row> cut(List<Row> rows, int height) {
        if (rows.size() <= height) {
            return rows;
        }
        int room = Math.max(1, height - 1);
        var keep = new boolean[rows.size()];
        for (Rank rank : Rank.values()) {
            for (int i = 0; i < rows.size() && room > 0; i++) {
                if (rows.get(i).rank() == rank) {
                    keep[i] = true;
                    room--;
                }
            }
        }
        var kept = new ArrayList<Row>(height);
        for (int i = 0; i < rows.size(); i++) {
            if (keep[i]) {
                kept.add(rows.get(i));
            }
        }
        if (height > 1) {
            int left = rows.size() - kept.size();
            kept.add(Row.of(Rank.REST, Line.of(Style.DIM, "… " + left + " more lines; a taller terminal shows them")));
        }
        return kept;
    }

    /** How much is folded. */
    private enum Fold {
        NOTHING,
        DONE_IN_CHILDREN,
        ALL_DONE
    }

    /** What matters most when there is no room for all. */
    private enum Rank {
        HEAD,
        PROBLEM,
        ACTIVE,
        REST
    }

    private record Row(Rank rank, Line left, Style style, String right) {
        static Row of(Rank rank, Line left) {
            return new Row(rank, left, Style.PLAIN, "");
        }
    }

    /** One drawing; collects the rows. */
    private final class Drawing {
        private final Forest forest;
        private final Instant now;
        private final Fold fold;
        private final List<Row> rows = new ArrayList<>();

        Drawing(Forest forest, Instant now, Fold fold) {
            this.forest = forest;
            this.now = now;
            this.fold = fold;
        }

        List<Row> rows() {
            for (TaskInfo root : forest.roots()) {
                task(root, "", "", Rank.HEAD);
            }
            return rows;
        }

        private void task(TaskInfo task, String first, String below, Rank rank) {
            Line left = Line.of(Style.DIM, first)
                    .and(Style.of(task.state()), symbols.of(task.state()) + " ")
                    .and(rank == Rank.HEAD ? Style.BOLD : Style.PLAIN, task.type())
                    .and(Style.DIM, "  " + task.id());
            rows.add(new Row(rank, left, Style.of(task.state()), standing(task)));
            boolean whole = rank == Rank.HEAD || !task.state().isFinal();
            List<Block> blocks = whole ? blocks(task) : List.of();
            String stem = below + (blocks.isEmpty() ? "   " : symbols.stem());
            notes(task, rank == Rank.HEAD && blocks.isEmpty() ? below + "  " : stem);
            for (int i = 0; i < blocks.size(); i++) {
                boolean last = i == blocks.size() - 1;
                blocks.get(i)
                        .draw(
                                below + (last ? symbols.last() : symbols.branch()),
                                below + (last ? "   " : symbols.stem()));
            }
        }

        /** State, time and attempts of a task, in words. */
        private String standing(TaskInfo task) {
            var words = new StringBuilder(task.state().code().replace('_', ' '));
            switch (task.state()) {
                case WAITING -> {
                    if (task.waitingFor() != null) {
                        words.setLength(0);
                        words.append("waits for ").append(task.waitingFor());
                    }
                }
                case READY -> words.append(", waits for a free worker");
                case SCHEDULED -> {
                    if (task.wakeAt() != null) {
                        words.setLength(0);
                        words.append("starts in ").append(Spans.text(Duration.between(now, task.wakeAt())));
                    }
                }
                case RUNNING, PAUSED, NEEDS_ATTENTION, CANCELLING, COMPLETED, FAILED, CANCELLED -> {
                    // The state's name says it.
                }
            }
            Instant end = task.state().isFinal() ? task.updatedAt() : now;
            words.append("  ").append(Spans.text(Duration.between(task.createdAt(), end)));
            if (task.attempt() > 1) {
                words.append("  attempt ").append(task.attempt());
            }
            return words.toString();
        }

        /** What there is to say of a task beside its steps. */
        private void notes(TaskInfo task, String stem) {
            Progress progress = task.progress();
            if (progress != null && !task.state().isFinal()) {
                rows.add(Row.of(Rank.ACTIVE, Line.of(Style.DIM, stem).and(Style.ACTIVE, bar(progress))));
            }
            Failure failure = task.failure();
            if (failure != null && task.state() != TaskState.COMPLETED) {
                Style style = task.state() == TaskState.FAILED ? Style.BAD : Style.WARNING;
                String where = failure.step() == null ? "" : " in " + failure.step();
                rows.add(Row.of(
                        Rank.PROBLEM,
                        Line.of(Style.DIM, stem).and(style, failure.mode().code() + where + ": " + failure.message())));
            }
            if (task.state() != TaskState.WAITING
                    && (task.parent() == null || !task.state().isFinal())) {
                for (Advice.Suggestion suggestion : advice.of(task, List.of())) {
                    rows.add(suggestion(suggestion, stem));
                }
            }
        }

        private String bar(Progress progress) {
            Double share = progress.share();
            if (share == null) {
                return progress.message();
            }
            int full = (int) Math.round(share * BAR_CELLS);
            return symbols.full().repeat(full) + symbols.hollow().repeat(BAR_CELLS - full) + " "
                    + Math.round(share * 100) + " %  " + progress.message();
        }

        private Row suggestion(Advice.Suggestion suggestion, String stem) {
            Line line = Line.of(Style.DIM, stem + suggestion.purpose() + ": ").and(Style.COMMAND, suggestion.command());
            return Row.of(Rank.PROBLEM, line);
        }

        private List<Block> blocks(TaskInfo task) {
            boolean folds = fold == Fold.ALL_DONE || (fold == Fold.DONE_IN_CHILDREN && task.parent() != null);
            var blocks = new ArrayList<Block>();
            int done = 0;
            List<Forest.Entry> entries = forest.entries(task);
            for (int i = 0; i <= entries.size(); i++) {
                boolean end = i == entries.size();
                if (!end && folds && entries.get(i).isDone()) {
                    done++;
                    continue;
                }
                if (done == 1) {
                    blocks.add(block(task, entries.get(i - 1)));
                } else if (done > 1) {
                    blocks.add(folded(done));
                }
                done = 0;
                if (!end) {
                    blocks.add(block(task, entries.get(i)));
                }
            }
            return blocks;
        }

        private Block folded(int done) {
            return (first, below) -> rows.add(Row.of(
                    Rank.REST,
                    Line.of(Style.DIM, first)
                            .and(Style.GOOD, symbols.done() + " ")
                            .and(Style.DIM, done + " done")));
        }

        private Block block(TaskInfo task, Forest.Entry entry) {
            TaskInfo child = entry.child();
            if (child != null) {
                Rank rank = child.state() == TaskState.FAILED || child.state() == TaskState.NEEDS_ATTENTION
                        ? Rank.PROBLEM
                        : child.state().isFinal() ? Rank.REST : Rank.ACTIVE;
                return (first, below) -> task(child, first, below, rank);
            }
            StepInfo step = entry.step();
            return step == null ? (first, below) -> {} : (first, below) -> step(task, step, first, below);
        }

        private void step(TaskInfo task, StepInfo step, String first, String below) {
            boolean halted = task.state().isFinal() && step.state() == StepInfo.State.OPEN;
            String symbol = halted ? symbols.cancelled() : symbols.of(step);
            Style style = halted ? Style.DIM : Style.of(step.state());
            Line left = Line.of(Style.DIM, first).and(style, symbol + " ").and(Label.of(step));
            Rank rank =
                    switch (step.state()) {
                        case DONE -> Rank.REST;
                        case OPEN -> step.kind() == StepInfo.Kind.SIGNAL ? Rank.PROBLEM : Rank.ACTIVE;
                        case RETRYING, UNKNOWN, TIMED_OUT, FAILED -> Rank.PROBLEM;
                    };
            rows.add(new Row(
                    rank,
                    left,
                    step.state() == StepInfo.State.DONE ? Style.DIM : style,
                    StepLine.standing(step, task.state().isFinal() ? null : now)));
            Failure failure = step.failure();
            if (failure != null && step.state() != StepInfo.State.DONE && !failure.equals(task.failure())) {
                rows.add(Row.of(Rank.PROBLEM, Line.of(Style.DIM, below).and(style, "  " + failure.message())));
            }
            if (step.kind() == StepInfo.Kind.SIGNAL
                    && step.state() == StepInfo.State.OPEN
                    && !task.state().isFinal()) {
                rows.add(suggestion(advice.signal(task, step), below + "  "));
            }
        }
    }

    /** One entry with all below it, drawn behind a prefix of its own and one for what is below. */
    private interface Block {
        void draw(String first, String below);
    }
}
