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
        for (int row = area.top; row <= area.bottom; row++) {
            Line line = t.grid.line(row);
            if (selective) {
                line.eraseSelectively(area.left, area.right + 1, t.blank(), t.styles);
            } else {
                line.erase(area.left, area.right + 1, t.blank());
            }
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
        }
    }

    /** DECCARA, and DECRARA when {@code reverse}. */
    void changeAttributes(Params params, boolean reverse) {
        Area area = area(params, 0);
        for (int row = area.top; row <= area.bottom; row++) {
            int from = t.exactRectangles || row == area.top ? area.left : 0;
            int to = t.exactRectangles || row == area.bottom ? area.right : t.columns - 1;
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
            case 0 -> flags(style, style.flags() & Style.PROTECTED);
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
            case 0 ->
                underlined(
                        flags(style, style.flags() ^ (Style.BOLD | Style.BLINK | Style.INVERSE | Style.INVISIBLE)),
                        style.underline() == 0 ? 1 : 0);
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

    /** DECRQCRA: the negated sum of characters and attributes, as xterm counts them. */
    int checksum(Params params) {
        Area area = area(params, 2);
        int sum = 0;
        for (int row = area.top; row <= area.bottom && !area.isEmpty(); row++) {
            for (int column = area.left; column <= area.right; column++) {
                sum += weight(t.grid.line(row).cells[column]);
            }
        }
        return -sum & 0xFFFF;
    }

    private int weight(long cell) {
        if (Cells.isTail(cell)) {
            return 0;
        }
        Style style = t.styles.get(Cells.style(cell));
        int character =
                Cells.isCluster(cell) ? t.clusters.base(Cells.value(cell)) : Cells.value(cell);
        return (character == 0 ? ' ' : character)
                + (style.has(Style.PROTECTED) ? 0x04 : 0)
                + (style.has(Style.INVISIBLE) ? 0x08 : 0)
                + (style.underline() != 0 ? 0x10 : 0)
                + (style.has(Style.INVERSE) ? 0x20 : 0)
                + (style.has(Style.BLINK) ? 0x40 : 0)
                + (style.has(Style.BOLD) ? 0x80 : 0);
    }
}
