package dev.perdure.session.screen;

import java.util.Arrays;

/**
 * The rectangular area functions of the VT420: fill, erase, copy, change attributes, checksum.
 *
 * <p>Source: DEC VT420 Programmer Reference Manual, chapter 9 ff.; xterm's control sequences. Coordinates count from the
 * margins in origin mode.
 */
final class Rectangles {

    /** Inclusive, 0-based, clipped to the screen. */
    private record Area(int top, int left, int bottom, int right) {
        boolean isEmpty() {
            return top > bottom || left > right;
        }
    }

    private final Terminal t;

    Rectangles(Terminal terminal) {
        t = terminal;
    }

    /** DECSACE. */
    void selectExtent(int extent) {
        t.exactRectangles = extent == 2;
    }

    private Area area(Params params, int from) {
        boolean origin = t.is(Mode.ORIGIN);
        int rowOffset = origin ? t.grid.top : 0;
        int columnOffset = origin ? t.grid.left : 0;
        int lastRow = origin ? t.grid.bottom : t.rows - 1;
        int lastColumn = origin ? t.grid.right : t.columns - 1;
        return new Area(
                rowOffset + params.orDefault(from, 1) - 1,
                columnOffset + params.orDefault(from + 1, 1) - 1,
                Math.min(rowOffset + params.orDefault(from + 2, t.rows) - 1, lastRow),
                Math.min(columnOffset + params.orDefault(from + 3, t.columns) - 1, lastColumn));
    }

    /** DECFRA. */
    void fill(Params params) {
        int c = params.get(0);
        Area area = area(params, 1);
        if (c < 0x20 || c > 0xFF || (c >= 0x7F && c < 0xA0) || area.isEmpty()) {
            return;
        }
        long cell = Cells.of(c, t.pen.id());
        for (int row = area.top; row <= area.bottom; row++) {
            Line line = t.grid.line(row);
            if (!t.xtermJs()) {
                blankHalves(line.cells, area.left);
                blankHalves(line.cells, area.right + 1);
            }
            line.erase(area.left, area.right + 1, t.blank());
            Arrays.fill(line.cells, area.left, area.right + 1, cell);
        }
    }

    /** DECERA and DECSERA. */
    void erase(Params params, boolean selective) {
        Area area = area(params, 0);
        if (area.isEmpty()) {
            return;
        }
        if (!t.xtermJs()) {
            eraseAsXterm(area, selective);
            return;
        }
        for (int row = area.top; row <= area.bottom; row++) {
            Line line = t.grid.line(row);
            if (selective && (t.guard == Guard.DEC || t.xtermJs())) {
                line.eraseSelectively(area.left, area.right + 1, t.blank(), t.styles);
            } else {
                line.erase(area.left, area.right + 1, t.blank());
            }
        }
    }

    /** xterm writes blanks: in the pen's style or, where it erases selectively, in the style that is there. */
    private void eraseAsXterm(Area area, boolean selective) {
        for (int row = area.top; row <= area.bottom; row++) {
            Line line = t.grid.line(row);
            if (!selective || !guarded(line.cells[area.left])) {
                blankHalves(line.cells, area.left);
            }
            if (!selective || !guarded(line.cells[area.right])) {
                blankHalves(line.cells, area.right + 1);
            }
            for (int column = area.left; column <= area.right; column++) {
                int style = Cells.style(line.cells[column]);
                if (!selective) {
                    line.cells[column] = Cells.of(' ', t.pen.id());
                } else if (!guarded(line.cells[column])) {
                    line.cells[column] = Cells.of(' ', style);
                }
            }
        }
    }

    private boolean guarded(long cell) {
        return t.guard == Guard.DEC && t.styles.isProtected(Cells.style(cell));
    }

    /** A wide character across the edge of an area becomes two blanks in its style. */
    private static void blankHalves(long[] cells, int column) {
        if (column > 0 && column < cells.length && Cells.isTail(cells[column])) {
            cells[column - 1] = Cells.of(' ', Cells.style(cells[column - 1]));
            cells[column] = Cells.of(' ', Cells.style(cells[column]));
        }
    }

    /** DECCRA. Pages are ignored: there is one. */
    void copy(Params params) {
        Area from = area(params, 0);
        boolean origin = t.is(Mode.ORIGIN);
        int toTop = params.orDefault(5, 1) - 1 + (origin ? t.grid.top : 0);
        int toLeft = params.orDefault(6, 1) - 1 + (origin ? t.grid.left : 0);
        if (from.isEmpty() || toTop >= t.rows || toLeft >= t.columns) {
            return;
        }
        int height = Math.min(from.bottom - from.top + 1, t.rows - toTop);
        int width = Math.min(from.right - from.left + 1, t.columns - toLeft);
        long[][] copies = new long[height][];
        for (int i = 0; i < height; i++) {
            Line piece = new Line(t.grid.line(from.top + i).cells.clone(), false);
            piece.split(from.left, t.blank(), t.xtermJs());
            piece.split(from.left + width, t.blank(), t.xtermJs());
            copies[i] = Arrays.copyOfRange(piece.cells, from.left, from.left + width);
        }
        for (int i = 0; i < height; i++) {
            Line line = t.grid.line(toTop + i);
            line.erase(toLeft, toLeft + width, t.blank());
            System.arraycopy(copies[i], 0, line.cells, toLeft, width);
            for (int column = toLeft; column < toLeft + width && !t.xtermJs(); column++) {
                // In xterm what is copied counts as written.
                if (Cells.isEmpty(line.cells[column])) {
                    line.cells[column] = Cells.of(' ', Cells.style(line.cells[column]));
                }
            }
        }
    }

    /** DECCARA, and DECRARA when {@code reverse}. */
    void changeAttributes(Params params, boolean reverse) {
        Area area = area(params, 0);
        boolean origin = t.is(Mode.ORIGIN) && !t.xtermJs();
        int first = origin ? t.grid.left : 0;
        int last = origin ? t.grid.right : t.columns - 1;
        if (area.left > last) {
            return;
        }
        for (int row = area.top; row <= area.bottom; row++) {
            int from = t.exactRectangles || row == area.top ? area.left : first;
            int to = t.exactRectangles || row == area.bottom ? area.right : last;
            change(t.grid.line(row).cells, from, to, params, reverse);
        }
    }

    private void change(long[] cells, int from, int to, Params params, boolean reverse) {
        int before = -1;
        int after = -1;
        for (int column = from; column <= to; column++) {
            if (Cells.isTail(cells[column])) {
                continue;
            }
            // A cell with attributes counts as written.
            long cell = Cells.isEmpty(cells[column]) ? Cells.of(' ', Cells.style(cells[column])) : cells[column];
            if (Cells.style(cell) != before) {
                before = Cells.style(cell);
                after = t.styles.idOf(changed(t.styles.get(before), params, reverse));
            }
            cells[column] = Cells.withStyle(cell, after);
            if (Cells.isWide(cell)) {
                cells[column + 1] = Cells.tail(after);
            }
        }
    }

    private static Style changed(Style style, Params params, boolean reverse) {
        Style result = style;
        for (int i = 4; i < Math.max(params.size(), 5); i++) {
            result = reverse ? reversed(result, params.get(i)) : changed(result, params.get(i));
        }
        return result;
    }

    private static Style changed(Style style, int attribute) {
        return switch (attribute) {
            case 0 -> underlined(flags(style, style.flags() & ~(Style.BOLD | Style.BLINK | Style.INVERSE)), 0);
            case 1 -> flags(style, style.flags() | Style.BOLD);
            case 4 -> underlined(style, 1);
            case 5 -> flags(style, style.flags() | Style.BLINK);
            case 7 -> flags(style, style.flags() | Style.INVERSE);
            case 8 -> flags(style, style.flags() | Style.INVISIBLE);
            case 22 -> flags(style, style.flags() & ~Style.BOLD);
            case 24 -> underlined(style, 0);
            case 25 -> flags(style, style.flags() & ~Style.BLINK);
            case 27 -> flags(style, style.flags() & ~Style.INVERSE);
            case 28 -> flags(style, style.flags() & ~Style.INVISIBLE);
            default -> style;
        };
    }

    private static Style reversed(Style style, int attribute) {
        return switch (attribute) {
            case 1 -> flags(style, style.flags() ^ Style.BOLD);
            case 4 -> underlined(style, style.underline() == 0 ? 1 : 0);
            case 5 -> flags(style, style.flags() ^ Style.BLINK);
            case 7 -> flags(style, style.flags() ^ Style.INVERSE);
            case 8 -> flags(style, style.flags() ^ Style.INVISIBLE);
            default -> style;
        };
    }

    private static Style flags(Style style, int flags) {
        return new Style(style.foreground(), style.background(), style.underlineColor(), flags, style.link());
    }

    private static Style underlined(Style style, int underline) {
        return flags(style, (style.flags() & ~Style.UNDERLINE_MASK) | (underline << Style.UNDERLINE_SHIFT));
    }

    /**
     * DECRQCRA: the negated sum of characters and attributes, as xterm counts them. Blanks without attributes that were never
     * written count only in the first cell. XTCHECKSUM changes it by bits: 1 not negated, 2 without attributes, 4 with all
     * blanks, 8 without what was never written, 16 with characters of more than eight bits.
     */
    int checksum(Params params) {
        Area area = area(params, 2);
        int extension = t.checksumExtension;
        boolean allBlanks = (extension & 4) != 0;
        boolean writtenOnly = (extension & 8) != 0;
        int sum = 0;
        boolean first = true;
        for (int row = area.top; row <= area.bottom && !area.isEmpty(); row++) {
            for (int column = area.left; column <= area.right; column++) {
                long cell = t.grid.line(row).cells[column];
                int weight = weight(cell, extension);
                boolean counts = allBlanks
                        ? !writtenOnly || !Cells.isEmpty(cell)
                        : first || weight != ' ' || !Cells.isEmpty(cell);
                sum += counts ? weight : 0;
                first = false;
            }
        }
        return ((extension & 1) != 0 ? sum : -sum) & 0xFFFF;
    }

    private int weight(long cell, int extension) {
        int flags = t.styles.flags(Cells.style(cell));
        int character = Cells.isCluster(cell)
                ? t.clusters.base(Cells.value(cell))
                : Cells.isTail(cell) ? 0xFFFF : Cells.value(cell);
        // xterm writes blanks for what is hidden.
        int shown = character == 0 || (flags & Style.INVISIBLE) != 0 ? ' ' : character;
        int weight = (extension & 16) != 0 ? shown : shown & 0xFF;
        if ((extension & 2) == 0) {
            weight += ((flags & Style.UNDERLINE_MASK) != 0 ? 0x10 : 0)
                    + ((flags & Style.INVERSE) != 0 ? 0x20 : 0)
                    + ((flags & Style.BLINK) != 0 ? 0x40 : 0)
                    + ((flags & Style.BOLD) != 0 ? 0x80 : 0);
        }
        return weight;
    }
}
