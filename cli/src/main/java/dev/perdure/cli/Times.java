package dev.perdure.cli;

import dev.perdure.api.Timeline;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Spans and moments as arguments, brought onto the {@link Timeline}. */
final class Times {
    private Times() {}

    /** A span: ISO-8601 such as {@code PT1H30M}, or a number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}. */
    static Duration span(String text) {
        try {
            if (text.startsWith("P") || text.startsWith("p")) {
                return Timeline.span(Duration.parse(text));
            }
            int end = 0;
            while (end < text.length() && Character.isDigit(text.charAt(end))) {
                end++;
            }
            long number = Long.parseLong(text.substring(0, end));
            return switch (text.substring(end)) {
                case "ms" -> Timeline.span(Duration.ofMillis(number));
                case "s" -> Timeline.span(Duration.ofSeconds(number));
                case "m" -> Timeline.span(Duration.ofMinutes(number));
                case "h" -> Timeline.span(Duration.ofHours(number));
                case "d" -> Timeline.span(Duration.ofDays(number));
                default -> throw bad(text);
            };
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            throw bad(text);
        }
    }

    /** A moment: ISO-8601 such as {@code 2026-01-31T09:00:00Z}, or a span from now. */
    static Instant moment(String text, Instant now) {
        try {
            boolean isMoment = text.contains("T") && !text.startsWith("P") && !text.startsWith("p");
            return isMoment ? Timeline.time(Instant.parse(text)) : Timeline.after(now, span(text));
        } catch (DateTimeException e) {
            throw TaskCommand.bad(text + " is no moment. Write 2026-01-31T09:00:00Z, or a span from now such as 2h.");
        }
    }

    private static RuntimeException bad(String text) {
        return TaskCommand.bad(text + " is no span of time. Write 90s, 15m, 2h, 3d, or ISO-8601 such as PT1H30M.");
    }
}
