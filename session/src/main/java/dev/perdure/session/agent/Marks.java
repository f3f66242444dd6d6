package dev.perdure.session.agent;

import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for the marks of one command in the recorded output, incrementally: semantic prompts (OSC 133) C and D with a
 * nonce, and what an integrated shell says of its way there. A command's echo can't be taken for them, because there the escape is
 * spelled out.
 *
 * <p>Not thread-safe.
 */
final class Marks {
    /** What a line that is typed to mark an end holds: printf's format, as it is echoed. */
    static final String PROBE = "\\033]133;D;%s;";

    private static final int PART = 64 * 1024;
    private static final int LONGEST_MARK = 96;
    /** What is printed between the end of a command and its mark, but not by the command; all but its own nonce. */
    private static final String AFTER =
            // zsh's mark of a line without an end: PROMPT_SP.
            "(?:(?:(?:\033\\[1m)?\033\\[7m[^\n\033]*\033\\[27m(?:\033\\[[0-9;]*m)*|[%#]) +\r \r)?"
                    // Our functions in a shell that traces what it does (set -x).
                    + "(?:[^\n]*\\b__perdure_first\r\n"
                    + "|[^\n]*__perdure_precmd:1> [^\n]*\n[^\n]*__perdure_precmd:2> [^\n]*\n"
                    // A line that was typed to ask an interrupted shell for the code, with the prompt before it.
                    + "|[^\n]*";
    /** How much of the end may be such. */
    private static final int LONGEST_AFTER = 4096;

    private final SessionLog log;
    private final String begin;
    private final String taken;
    private final String refused;
    private final Pattern end;
    private final Pattern after;
    private long at;
    private String tail = "";
    private OptionalLong arrived = OptionalLong.empty();
    private OptionalLong begun = OptionalLong.empty();
    private OptionalLong ended = OptionalLong.empty();
    private OptionalInt exit = OptionalInt.empty();
    private boolean turnedAway;
    private boolean gap;

    Marks(SessionLog log, RunHandle handle) {
        this.log = log;
        at = handle.offset();
        begin = "\033]133;C;" + tag(handle.nonce()) + "\007";
        taken = "\033]133;H;taken;" + tag(handle.nonce()) + "\007";
        refused = "\033]133;H;refused;" + tag(handle.nonce()) + "\007";
        end = Pattern.compile("\033]133;D;([0-9]{1,3});" + tag(handle.nonce()) + "\007");
        after = Pattern.compile(AFTER + Pattern.quote(PROBE + tag(handle.nonce())) + "(?s:.*)|)\\z");
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
        begun = begun.isPresent() ? begun : after(begin, text, base);
        arrived = arrived.isPresent() ? arrived : after(taken, text, base);
        turnedAway |= text.contains(refused);
        Matcher matcher = end.matcher(text);
        if (matcher.find()) {
            ended = OptionalLong.of(base + matcher.start());
            exit = OptionalInt.of(Integer.parseInt(matcher.group(1)));
        }
        tail = text.substring(Math.max(0, text.length() - LONGEST_MARK));
    }

    private static OptionalLong after(String mark, String text, long base) {
        int found = text.indexOf(mark);
        return found < 0 ? OptionalLong.empty() : OptionalLong.of(base + found + mark.length());
    }

    long offset() {
        return at;
    }

    boolean begun() {
        return begun.isPresent() || arrived.isPresent() || gap;
    }

    /** True when its own mark of the beginning or of the end was seen. */
    boolean isUnderWay() {
        return begun.isPresent() || ended.isPresent();
    }

    /** True when the shell hasn't got the whole command, and runs none of it. */
    boolean refused() {
        return turnedAway;
    }

    OptionalInt exit() {
        return exit;
    }

    /** Where its output begins, or the first of it that is kept. Until it has ended, the line that it is typed in isn't output. */
    private OptionalLong beginning() {
        if (begun.isPresent()) {
            return begun;
        }
        return arrived.isPresent() && ended.isEmpty() ? OptionalLong.of(at) : arrived;
    }

    long from() {
        return Math.min(to(), Math.max(beginning().orElse(log.start()), log.start()));
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
        OptionalLong beginning = beginning();
        boolean cut = beginning.isEmpty() || from > beginning.getAsLong();
        byte[] bytes = read(from, to);
        return new CommandOutput(PlainText.of(ended.isPresent() ? own(bytes) : bytes), cut);
    }

    private byte[] own(byte[] bytes) {
        int from = Math.max(0, bytes.length - LONGEST_AFTER);
        String last = new String(bytes, from, bytes.length - from, StandardCharsets.ISO_8859_1);
        Matcher found = after.matcher(last);
        return found.find() ? Arrays.copyOf(bytes, from + found.start()) : bytes;
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
