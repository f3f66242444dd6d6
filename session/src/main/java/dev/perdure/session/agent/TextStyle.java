package dev.perdure.session.agent;

import dev.perdure.session.screen.Color;
import dev.perdure.session.screen.Link;
import dev.perdure.session.screen.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a piece of text looks, by names for programs. A colour that is the terminal's default is left out; the others are
 * named by {@link Color#name}.
 *
 * @param attributes those that are on, of bold, faint, italic, blink, inverse, invisible, strikethrough and overline, in this
 *     order; where inverse is, the terminal shows the two colours exchanged
 * @param underline its style: single, double, curly, dotted or dashed
 * @param link the address that it leads to
 */
public record TextStyle(
        Optional<String> foreground,
        Optional<String> background,
        List<String> attributes,
        Optional<String> underline,
        Optional<String> underlineColor,
        Optional<String> link) {
    private static final Map<String, Integer> ATTRIBUTES = new LinkedHashMap<>();
    /** By the numbers of SGR 4:1 to 4:5. */
    private static final List<String> UNDERLINES = List.of("single", "double", "curly", "dotted", "dashed");

    static {
        ATTRIBUTES.put("bold", Style.BOLD);
        ATTRIBUTES.put("faint", Style.FAINT);
        ATTRIBUTES.put("italic", Style.ITALIC);
        ATTRIBUTES.put("blink", Style.BLINK);
        ATTRIBUTES.put("inverse", Style.INVERSE);
        ATTRIBUTES.put("invisible", Style.INVISIBLE);
        ATTRIBUTES.put("strikethrough", Style.STRIKETHROUGH);
        ATTRIBUTES.put("overline", Style.OVERLINE);
    }

    public TextStyle {
        attributes = List.copyOf(attributes);
    }

    static TextStyle of(Style style) {
        return new TextStyle(
                color(style.foreground()),
                color(style.background()),
                ATTRIBUTES.entrySet().stream()
                        .filter(attribute -> style.has(attribute.getValue()))
                        .map(Map.Entry::getKey)
                        .toList(),
                style.underline() == 0 ? Optional.empty() : Optional.of(UNDERLINES.get(style.underline() - 1)),
                color(style.underlineColor()),
                Optional.ofNullable(style.link()).map(Link::uri));
    }

    private static Optional<String> color(int color) {
        return color == Color.DEFAULT ? Optional.empty() : Optional.of(Color.name(color));
    }
}
