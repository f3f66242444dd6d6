package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a snapshot as they grow, up to a bound, and the pen that the reading terminal has after them. What exceeds
 * the bound is left out, and {@link #overflowed} tells it: then write less, or with less {@link Detail}.
 */
final class SnapshotOutput {

    /** How much of the cells is written. */
    enum Detail {
        ALL,
        WITHOUT_LINKS,
        /** Of every cell its first character, in the plain style. */
        TEXT
    }

    /** Styles with higher numbers are spelled anew each time. */
    private static final int MOST_KNOWN = 4096;

    private byte[] bytes = new byte[256];
    private int length;
    private boolean overflowed;

    private final StyleTable styles;
    private final Detail detail;
    private final long bound;
    private byte[] @Nullable [] sequences = new byte[0] @Nullable [];
    private Guard guard = Guard.NONE;
    private Style pen = Style.PLAIN;
    /** The number of the pen's style, or -1. */
    private int penId;

    SnapshotOutput(StyleTable styles, Detail detail, long bound) {
        this.styles = styles;
        this.detail = detail;
        this.bound = Math.min(bound, Integer.MAX_VALUE - 64);
    }

    /** Something is left out. */
    boolean overflowed() {
        return overflowed;
    }

    /** How the reading terminal guards characters after what is written. */
    Guard guard() {
        return guard;
    }

    Detail detail() {
        return detail;
    }

    SnapshotOutput raw(String text) {
        if (text.length() == 1 && text.charAt(0) < 0x80) {
            raw(text.charAt(0));
        } else {
            raw(text.getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    void raw(byte[] more) {
        if (reserve(more.length)) {
            System.arraycopy(more, 0, bytes, length, more.length);
            length += more.length;
        }
    }

    void raw(int ascii) {
        if (reserve(1)) {
            bytes[length++] = (byte) ascii;
        }
    }

    /** A control sequence with one parameter. */
    SnapshotOutput csi(int parameter, char finalByte) {
        return raw("\033[" + parameter + finalByte);
    }

    void moveTo(int row, int column) {
        raw("\033[" + (row + 1) + ";" + (column + 1) + "H");
    }

    void moveToColumn(int column) {
        csi(column + 1, 'G');
    }

    void codePoint(int c) {
        if (c < 0x80) {
            raw(c);
        } else {
            raw(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Changes the pen to the style with this number. */
    void pen(int style) {
        int shown = detail == Detail.TEXT ? 0 : style;
        if (shown != penId) {
            change(sgr(shown), styles.get(shown));
            penId = shown;
        }
    }

    /** Changes the pen to a style that need not be in the table; whatever the detail. */
    void pen(Style style) {
        if (!style.equals(pen)) {
            change(style.sgr().getBytes(StandardCharsets.US_ASCII), style);
            penId = style.equals(Style.PLAIN) ? 0 : -1;
        }
    }

    private void change(byte[] sgr, Style style) {
        raw(sgr);
        // xterm.js drops the protection at every SGR 0, xterm keeps it: say it in both cases.
        if (style.has(Style.PROTECTED)) {
            raw("\033[1\"q");
            guard = Guard.DEC;
        } else if (pen.has(Style.PROTECTED)) {
            raw("\033[0\"q");
        }
        if (detail == Detail.ALL && !Objects.equals(pen.link(), style.link())) {
            link(style.link());
        }
        pen = style;
    }

    private byte[] sgr(int id) {
        if (id >= MOST_KNOWN) {
            return Sgr.format(styles.get(id)).getBytes(StandardCharsets.US_ASCII);
        }
        if (id >= sequences.length) {
            sequences = Arrays.copyOf(sequences, Math.min(Math.max(id + 1, styles.size()), MOST_KNOWN));
        }
        byte[] known = sequences[id];
        if (known == null) {
            known = Sgr.format(styles.get(id)).getBytes(StandardCharsets.US_ASCII);
            sequences[id] = known;
        }
        return known;
    }

    private void link(@Nullable Link link) {
        if (link == null) {
            raw("\033]8;;\033\\");
        } else {
            raw("\033]8;" + (link.id().isEmpty() ? "" : "id=" + link.id()) + ";" + link.uri() + "\033\\");
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private boolean reserve(int more) {
        if (overflowed || length + (long) more > bound) {
            overflowed = true;
            return false;
        }
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(bytes.length * 2L, length + more), bound));
        }
        return true;
    }
}
