package dev.perdure.session.screen;

import dev.perdure.session.screen.SnapshotOutput.Detail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a terminal shows of a screen of another size: the part round the cursor, cell by cell, and blank space where the
 * screen is smaller. Each painting is what changed since the one before, so that it can be made as often or as seldom as
 * the terminal takes it.
 *
 * <p>The part stays where it is as long as the cursor is in it. Of the modes those are passed on that say what keys send;
 * mouse reports are not, for their positions would be others. Scrollback, marks, bells and links of rows that are out of
 * sight are not in it.
 *
 * <p>Not thread-safe.
 */
public final class ClippedView {
    /** What keys and pastes send, and whether all is in reverse. */
    private static final List<Mode> PASSED_ON = List.of(
            Mode.CURSOR_KEYS, Mode.KEYPAD, Mode.BACKARROW, Mode.BRACKETED_PASTE, Mode.FOCUS, Mode.REVERSE_VIDEO);

    private static final int ROW_BOUND = 64 * 1024;
    private static final int FIRST_COMBINING = 0x300;
    private static final String OWN_COLORS =
            "\033]104\033\\\033]105\033\\\033]110;111;112;113;114;115;116;117;118;119\033\\";

    private final Map<Mode, Boolean> modes = new EnumMap<>(Mode.class);
    private final List<byte[]> rows = new ArrayList<>();
    private int columns;
    private int top;
    private int left;
    private String title = "";
    private String keyboard = "";
    private String colors = "";
    private byte[] cursor = {};
    private boolean begun;

    /** The first row of the screen that is shown. */
    public int top() {
        return top;
    }

    /** The first column of the screen that is shown. */
    public int left() {
        return left;
    }

    /** What makes a terminal of this size show the screen as it is now; empty when it does already. */
    public byte[] paint(Screen screen, int windowColumns, int windowRows) {
        Terminal t = screen.terminal;
        var out = new SnapshotOutput(t.styles, Detail.ALL, Integer.MAX_VALUE);
        boolean fresh = !begun || windowColumns != columns || windowRows != rows.size();
        if (fresh) {
            // Characters of the last column must not make the terminal scroll.
            out.raw("\033c\033[?7l");
            forget(windowColumns, windowRows);
        }
        follow(t, windowColumns, windowRows);
        var changes = new SnapshotOutput(t.styles, Detail.ALL, Integer.MAX_VALUE);
        for (int row = 0; row < windowRows; row++) {
            byte[] painted = row(t, top + row, row);
            if (!Arrays.equals(painted, rows.get(row))) {
                rows.set(row, painted);
                changes.raw(painted);
            }
        }
        modes(t, changes);
        byte[] place = cursor(t);
        byte[] changed = changes.toBytes();
        if (!fresh && changed.length == 0 && Arrays.equals(place, cursor)) {
            return changed;
        }
        cursor = place;
        out.raw("\033[?2026h\033[?25l");
        out.raw(changed);
        out.raw(place);
        out.raw("\033[?2026l");
        return out.toBytes();
    }

    private void forget(int windowColumns, int windowRows) {
        begun = true;
        columns = windowColumns;
        rows.clear();
        for (int row = 0; row < windowRows; row++) {
            rows.add(new byte[0]);
        }
        modes.clear();
        title = "";
        keyboard = "";
        colors = "";
    }

    /** Moves the part no further than the cursor demands. */
    private void follow(Terminal t, int windowColumns, int windowRows) {
        top = moved(top, t.row, windowRows, t.grid.rows);
        left = moved(left, Math.min(t.column, t.columns - 1), windowColumns, t.columns);
    }

    private static int moved(int first, int at, int shown, int all) {
        int last = Math.max(0, all - shown);
        int from = at < first ? at : at >= first + shown ? at - shown + 1 : first;
        return Math.clamp(from, 0, last);
    }

    /** The bytes that paint a row from a plain pen to a plain pen. */
    private byte[] row(Terminal t, int row, int at) {
        SnapshotOutput out = row(t, row, at, Detail.ALL);
        return (out.overflowed() ? row(t, row, at, Detail.WITHOUT_LINKS) : out).toBytes();
    }

    private SnapshotOutput row(Terminal t, int row, int at, Detail detail) {
        // The rows are kept to see what changes, so those with many long links are shown without.
        long bound = detail == Detail.ALL ? ROW_BOUND : Integer.MAX_VALUE;
        var out = new SnapshotOutput(t.styles, detail, bound);
        out.moveTo(at, 0);
        // Away with what was there, also with the second half of a wide character at the edge.
        out.raw("\033[2K");
        if (row < t.grid.rows) {
            cells(t, t.grid.lines[row].cells, out);
        }
        out.pen(0);
        return out;
    }

    private void cells(Terminal t, long[] cells, SnapshotOutput out) {
        int end = Math.min(left + columns, t.columns);
        int at = left;
        boolean placed = true;
        while (at < end) {
            long cell = cells[at];
            int width = Cells.isWide(cell) ? 2 : 1;
            boolean cut = Cells.isTail(cell) || at + width > end;
            if (Cells.isEmpty(cell) && Cells.style(cell) == 0) {
                placed = false;
                at++;
                continue;
            }
            if (!placed) {
                out.moveToColumn(at - left);
            }
            out.pen(Cells.style(cell));
            placed = true;
            if (Cells.isEmpty(cell) && t.styles.isBackgroundOnly(Cells.style(cell))) {
                // Erased with the pen's background, as it was made.
                out.csi(1, 'X');
                placed = false;
            } else if (Cells.isEmpty(cell) || cut) {
                out.raw(' ');
                width = 1;
            } else if (Cells.isCluster(cell)) {
                out.raw(t.clusters.get(Cells.value(cell)));
                // Terminals don't agree on how wide these are.
                placed = false;
            } else {
                out.codePoint(Cells.value(cell));
                // Two that stand side by side need not belong together.
                placed = Cells.value(cell) < FIRST_COMBINING;
            }
            at += width;
        }
    }

    private void modes(Terminal t, SnapshotOutput out) {
        for (Mode mode : PASSED_ON) {
            boolean on = t.is(mode);
            if (on != modes.getOrDefault(mode, mode.initially())) {
                out.raw(mode.sequence(on));
            }
            modes.put(mode, on);
        }
        String keys = "\033[>4;" + t.modifyOtherKeys + "m\033[<99u" + t.grid.keyboard.sequences();
        if (!keys.equals(keyboard) && !(keyboard.isEmpty() && keys.equals("\033[>4;0m\033[<99u"))) {
            out.raw(keys);
            keyboard = keys;
        }
        String changed = colors(t);
        if (!changed.equals(colors)) {
            colors = changed;
            out.raw(OWN_COLORS + changed);
        }
        if (!t.title.equals(title)) {
            title = t.title;
            out.raw("\033]2;" + title + "\033\\");
        }
    }

    private static String colors(Terminal t) {
        var all = new StringBuilder();
        t.palette
                .changed()
                .forEach((index, color) -> all.append("\033]")
                        .append(Palette.command(index))
                        .append(';')
                        .append(color)
                        .append("\033\\"));
        return all.toString();
    }

    private byte[] cursor(Terminal t) {
        var out = new SnapshotOutput(t.styles, Detail.ALL, Integer.MAX_VALUE);
        out.moveTo(t.row - top, Math.min(t.column, t.columns - 1) - left);
        out.raw("\033[" + t.cursorStyle + " q");
        if (t.is(Mode.CURSOR_VISIBLE)) {
            out.raw(Mode.CURSOR_VISIBLE.sequence(true));
        }
        return out.toBytes();
    }
}
