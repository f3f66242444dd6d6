package dev.perdure.session.agent;

import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for the marks of one command in the recorded output, incrementally: semantic prompts (OSC 133) C and D with a
 * nonce. A command's echo can't be taken for them, because there the escape is spelled out.
 *
 * <p>Not thread-safe.
 */
final class Marks {
    private static final int PART = 64 * 1024;
    private static final int LONGEST_MARK = 96;

    private final SessionLog log;
    private final String begin;
    private final Pattern end;
    private long at;
    private String tail = "";
    private OptionalLong begun = OptionalLong.empty();
    private OptionalLong ended = OptionalLong.empty();
    private OptionalInt exit = OptionalInt.empty();
    private boolean gap;

    Marks(SessionLog log, RunHandle handle) {
        this.log = log;
        at = handle.offset();
        begin = "\033]133;C;" + tag(handle.nonce()) + "\007";
        end = Pattern.compile("\033]133;D;([0-9]{1,3});" + tag(handle.nonce()) + "\007");
    }

    static String tag(String nonce) {
        return "perdure=" + nonce;
    }

    /** Reads on to the end of the output. */
    void advance() {
        while (ended.isEmpty() && at < log.end()) {
            switch (log.read(at, PART)) {
                case Slice.Dropped dropped -> {
                    gap = true;
                    tail = "";
                    at = dropped.next();
                }
                case Slice.Bytes slice -> {
                    if (slice.bytes().length == 0) {
                        return;
                    }
                    scan(tail + new String(slice.bytes(), StandardCharsets.ISO_8859_1), slice.next());
                    at = slice.next();
                }
            }
        }
    }

    private void scan(String text, long next) {
        long base = next - text.length();
        if (begun.isEmpty()) {
            int found = text.indexOf(begin);
            if (found >= 0) {
                begun = OptionalLong.of(base + found + begin.length());
            }
        }
        Matcher matcher = end.matcher(text);
        if (matcher.find()) {
            ended = OptionalLong.of(base + matcher.start());
            exit = OptionalInt.of(Integer.parseInt(matcher.group(1)));
        }
        tail = text.substring(Math.max(0, text.length() - LONGEST_MARK));
    }

    long offset() {
        return at;
    }

    boolean begun() {
        return begun.isPresent() || gap;
    }

    OptionalInt exit() {
        return exit;
    }

    /** Where its output begins, or the first of it that is kept. */
    long from() {
        return Math.min(to(), Math.max(begun.orElse(log.start()), log.start()));
    }

    /** Where its output ends, so far. */
    long to() {
        return ended.orElse(at);
    }

    /** What the command has printed so far: its last {@code most} bytes. */
    CommandOutput output(int most) {
        if (!begun()) {
            return new CommandOutput("", false);
        }
        long to = to();
        long from = Math.max(from(), to - most);
        boolean cut = begun.isEmpty() || from > begun.getAsLong();
        return new CommandOutput(PlainText.of(read(from, to)), cut);
    }

    /** Text that a command printed, and whether some of it is left out. */
    record CommandOutput(String text, boolean truncated) {}

    private byte[] read(long from, long to) {
        return switch (log.read(from, (int) (to - from))) {
            case Slice.Bytes slice -> slice.bytes();
            case Slice.Dropped dropped -> dropped.next() < to ? read(dropped.next(), to) : new byte[0];
        };
    }
}
