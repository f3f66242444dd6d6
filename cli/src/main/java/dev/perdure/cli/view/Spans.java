package dev.perdure.cli.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** Spans and moments of time as people read them. */
public final class Spans {
    private Spans() {}

    /** A span such as {@code 3.4 s}, {@code 12 s}, {@code 3 min 20 s}, {@code 2 h 5 min}, {@code 3 d 4 h}; below zero counts as zero. */
    public static String text(Duration span) {
        if (span.isNegative()) {
            return "0.0 s";
        }
        long seconds = span.toSeconds();
        if (seconds < 10) {
            return seconds + "." + span.toMillisPart() / 100 + " s";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        if (seconds < 86_400) {
            return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds / 3600 % 24 + " h";
    }

    /** A moment in a zone, such as {@code 2026-01-31 09:05:07}. */
    public static String moment(Instant moment, ZoneId zone) {
        ZonedDateTime local = moment.atZone(zone);
        var text = new StringBuilder(19);
        pad(text, local.getYear(), 4).append('-');
        pad(text, local.getMonthValue(), 2).append('-');
        pad(text, local.getDayOfMonth(), 2).append(' ');
        pad(text, local.getHour(), 2).append(':');
        pad(text, local.getMinute(), 2).append(':');
        return pad(text, local.getSecond(), 2).toString();
    }

    private static StringBuilder pad(StringBuilder text, int number, int digits) {
        String plain = Integer.toString(number);
        return text.append("0".repeat(Math.max(0, digits - plain.length()))).append(plain);
    }
}
