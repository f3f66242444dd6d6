package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of a snapshot as they grow, and the pen that the reading terminal has after them. */
final class SnapshotOutput {

    private byte[] bytes = new byte[4096];
    private int length;

    private final StyleTable styles;
    private byte[] @Nullable [] sequences;
    private int pen;

    SnapshotOutput(StyleTable styles) {
        this.styles = styles;
        sequences = new byte[styles.size()] @Nullable [];
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
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    void raw(int ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
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
        if (style == pen) {
            return;
        }
        raw(sgr(style));
        // xterm.js drops the protection at every SGR 0, xterm keeps it: say it in both cases.
        if (styles.isProtected(style)) {
            raw("\033[1\"q");
        } else if (styles.isProtected(pen)) {
            raw("\033[0\"q");
        }
        if (!Objects.equals(styles.link(pen), styles.link(style))) {
            link(styles.link(style));
        }
        pen = style;
    }

    private byte[] sgr(int id) {
        if (id >= sequences.length) {
            sequences = Arrays.copyOf(sequences, styles.size());
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

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
