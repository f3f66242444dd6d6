package dev.perdure.session.shell;

import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * What an integrated shell has marked in the recorded output, semantic prompts (OSC 133) with the session's key. They are in the
 * record, so that every host finds them, also one that wasn't there when they were printed. Thread-safe.
 *
 * @param key of the session's integration
 */
public record ShellMarks(SessionLog log, String key) {
    private static final int PART = 64 * 1024;
    private static final int FARTHEST = 1 << 20;
    private static final int LONGEST = 128;
    private static final String OPENING = "\033]133;";

    /** What the shell does. */
    public enum Doing {
        /** It waits for a command, or is about to show its prompt. */
        AT_PROMPT,
        /** It waits for the rest of a command. */
        MORE,
        /** It runs a command, or what comes before a prompt. */
        RUNNING,
        /** No mark tells. */
        UNKNOWN
    }

    /** How it answers the host's keys. */
    public enum Answer {
        /** Nothing is typed at its prompt. */
        EMPTY,
        /** Something is typed at its prompt already. */
        BUSY,
        /** Nothing is typed at its prompt, and it reads a command now. */
        READY
    }

    /** What it does now, by its last mark; unknown when much was printed after it. */
    public Doing doing() {
        long end = log.end();
        long from = end;
        String after = "";
        while (from > log.start() && end - from < FARTHEST) {
            long at = Math.max(log.start(), from - PART);
            String text = read(at, from) + after;
            Doing found = last(text);
            if (found != Doing.UNKNOWN) {
                return found;
            }
            after = text.substring(0, Math.min(LONGEST, text.length()));
            from = at;
        }
        return Doing.UNKNOWN;
    }

    private Doing last(String text) {
        String closing = ";perdure=" + key + "\007";
        int at = text.lastIndexOf(closing);
        while (at >= 0) {
            int opening = text.lastIndexOf(OPENING, at);
            String mark = opening < 0 || at - opening > LONGEST ? "" : text.substring(opening + OPENING.length(), at);
            Optional<Doing> doing = meaning(mark);
            if (doing.isPresent()) {
                return doing.get();
            }
            at = at == 0 ? -1 : text.lastIndexOf(closing, at - 1);
        }
        return Doing.UNKNOWN;
    }

    /** Answers, and the ends of prompts, which are printed again whenever a line is painted anew, say nothing of it. */
    private static Optional<Doing> meaning(String mark) {
        return switch (mark) {
            case "H;prompt" -> Optional.of(Doing.AT_PROMPT);
            case "H;more" -> Optional.of(Doing.MORE);
            case "C" -> Optional.of(Doing.RUNNING);
            default -> mark.startsWith("D;") ? Optional.of(Doing.RUNNING) : Optional.empty();
        };
    }

    /** The first answer from an offset of the output on. */
    public Optional<Answer> answer(long since) {
        String text = read(Math.max(since, log.start()), log.end());
        Optional<Answer> first = Optional.empty();
        int best = Integer.MAX_VALUE;
        for (Answer answer : Answer.values()) {
            int at = text.indexOf(OPENING + "H;" + answer.name().toLowerCase(Locale.ROOT) + ";perdure=" + key + "\007");
            if (at >= 0 && at < best) {
                best = at;
                first = Optional.of(answer);
            }
        }
        return first;
    }

    /** True when the shell has asked for the rest of a command since an offset of the output. */
    public boolean asksForMore(long since) {
        return read(Math.max(since, log.start()), log.end()).contains(OPENING + "H;more;perdure=" + key + "\007");
    }

    /** True when the shell has ever shown a prompt, as far as is kept of the beginning. */
    public boolean everSeen() {
        return doing() != Doing.UNKNOWN
                || log.start() > 0
                || read(0, Math.min(log.end(), FARTHEST)).contains(OPENING + "H;prompt;perdure=" + key + "\007");
    }

    private String read(long from, long to) {
        if (from >= to) {
            return "";
        }
        int length = (int) Math.min(to - from, FARTHEST);
        return switch (log.read(to - length, length)) {
            case Slice.Bytes slice -> new String(slice.bytes(), StandardCharsets.ISO_8859_1);
            case Slice.Dropped dropped -> read(dropped.next(), to);
        };
    }
}
