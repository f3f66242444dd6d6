package dev.perdure.cli.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of styled text. Immutable; what is put in is made {@linkplain Widths#printable printable}. */
public final class Line {
    /** A line of nothing. */
    public static final Line EMPTY = new Line(List.of());

    private final List<Span> spans;

    private Line(List<Span> spans) {
        this.spans = spans;
    }

    /** A line of plain text. */
    public static Line of(String text) {
        return EMPTY.and(Style.PLAIN, text);
    }

    /** A line of one style. */
    public static Line of(Style style, String text) {
        return EMPTY.and(style, text);
    }

    /** This line and more text behind it. */
    public Line and(Style style, String text) {
        if (text.isEmpty()) {
            return this;
        }
        var more = new ArrayList<Span>(spans.size() + 1);
        more.addAll(spans);
        more.add(new Span(style, Widths.printable(text)));
        return new Line(List.copyOf(more));
    }

    /** This line and more plain text behind it. */
    public Line and(String text) {
        return and(Style.PLAIN, text);
    }

    /** This line and another behind it. */
    public Line and(Line other) {
        Line line = this;
        for (Span span : other.spans) {
            line = line.and(span.style(), span.text());
        }
        return line;
    }

    /** This line, spaces up to a column, and more text; at least two spaces. */
    public Line at(int column, Style style, String text) {
        return and(" ".repeat(Math.max(2, column - width()))).and(style, text);
    }

    /** The cells that it takes. */
    public int width() {
        int width = 0;
        for (Span span : spans) {
            width += Widths.of(span.text());
        }
        return width;
    }

    /** As much of the line as fits. */
    public Line fit(int cells) {
        if (width() <= cells) {
            return this;
        }
        var kept = new ArrayList<Span>();
        int left = cells;
        for (Span span : spans) {
            int width = Widths.of(span.text());
            boolean last = width >= left;
            // The ellipsis has to stand in the last cell, also where a span ends exactly there.
            kept.add(last ? new Span(span.style(), Widths.fit(span.text() + "…", left)) : span);
            left -= width;
            if (last) {
                break;
            }
        }
        return new Line(List.copyOf(kept));
    }

    /** The text alone. */
    public String plain() {
        var text = new StringBuilder();
        for (Span span : spans) {
            text.append(span.text());
        }
        return text.toString();
    }

    /** The text with its escape sequences; every style ends before the line does. */
    public String ansi() {
        var text = new StringBuilder();
        for (Span span : spans) {
            if (span.style() == Style.PLAIN) {
                text.append(span.text());
            } else {
                text.append(span.style().sgr()).append(span.text()).append(Style.RESET);
            }
        }
        return text.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Line that && spans.equals(that.spans);
    }

    @Override
    public int hashCode() {
        return spans.hashCode();
    }

    @Override
    public String toString() {
        return plain();
    }

    private record Span(Style style, String text) {}
}
