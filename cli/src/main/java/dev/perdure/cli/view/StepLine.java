package dev.perdure.cli.view;

import dev.perdure.api.Failure;
import dev.perdure.api.StepInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step in words. */
public final class StepLine {
    private static final int LABEL_CELLS = 36;

    private StepLine() {}

    /** The step with its key, and its failure below it. */
    public static List<Line> of(StepInfo step, Symbols symbols, Instant now) {
        var lines = new ArrayList<Line>(2);
        Style style = Style.of(step.state());
        lines.add(Line.of(style, symbols.of(step) + " ")
                .and(Label.of(step))
                .at(LABEL_CELLS, style == Style.GOOD ? Style.PLAIN : style, standing(step, now))
                .and(Style.DIM, "  " + step.key()));
        Failure failure = step.failure();
        if (failure != null && step.state() != StepInfo.State.DONE) {
            lines.add(Line.of("  ").and(style, failure.mode().code() + ": " + failure.message()));
        }
        return lines;
    }

    /** Where a step is, its attempts, and how long it took or takes until {@code end}; null if that is not known. */
    static String standing(StepInfo step, @Nullable Instant end) {
        var words = new StringBuilder(
                switch (step.state()) {
                    case DONE -> "";
                    case OPEN ->
                        switch (step.kind()) {
                            case STEP, LOOP, CHILD -> "";
                            case TIMER -> "sleeps";
                            case SIGNAL -> "waits for this signal";
                        };
                    case RETRYING -> "failed, tries again";
                    case UNKNOWN -> "outcome unknown";
                    case TIMED_OUT -> "timed out";
                    case FAILED -> "failed";
                });
        if (step.attempts() > 1) {
            gap(words).append("attempt ").append(step.attempts());
        }
        Instant start = step.startedAt();
        Instant until = step.endedAt() != null ? step.endedAt() : end;
        if (start != null && until != null) {
            gap(words).append(Spans.text(Duration.between(start, until)));
        }
        return words.toString();
    }

    private static StringBuilder gap(StringBuilder words) {
        return words.isEmpty() ? words : words.append("  ");
    }
}
