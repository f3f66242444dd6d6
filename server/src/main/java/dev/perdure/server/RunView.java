package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.agent.StyledRun;
import dev.perdure.session.screen.Color;
import dev.perdure.session.screen.Style;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cells of a row that look alike, as clients see them. What is as usual is left out.
 *
 * @param foreground 0 to 15, p0 to p255 of the palette, or #rrggbb
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record RunView(
        @JsonInclude(JsonInclude.Include.ALWAYS) int column,
        String text,
        @Nullable String foreground,
        @Nullable String background,
        List<String> attributes,
        @Nullable String underline,
        @Nullable String underlineColor,
        @Nullable String link) {
    private static final List<String> UNDERLINES = List.of("", "single", "double", "curly", "dotted", "dashed");
    private static final Map<Integer, String> ATTRIBUTES = new LinkedHashMap<>();

    static {
        ATTRIBUTES.put(Style.BOLD, "bold");
        ATTRIBUTES.put(Style.FAINT, "faint");
        ATTRIBUTES.put(Style.ITALIC, "italic");
        ATTRIBUTES.put(Style.BLINK, "blink");
        ATTRIBUTES.put(Style.INVERSE, "inverse");
        ATTRIBUTES.put(Style.INVISIBLE, "invisible");
        ATTRIBUTES.put(Style.STRIKETHROUGH, "strikethrough");
        ATTRIBUTES.put(Style.OVERLINE, "overline");
    }

    static RunView of(StyledRun run) {
        Style style = run.style();
        List<String> attributes = new ArrayList<>();
        ATTRIBUTES.forEach((mask, name) -> {
            if (style.has(mask)) {
                attributes.add(name);
            }
        });
        return new RunView(
                run.column(),
                run.text(),
                color(style.foreground()),
                color(style.background()),
                attributes,
                UNDERLINES.get(style.underline()),
                color(style.underlineColor()),
                style.link() == null ? null : style.link().uri());
    }

    private static @Nullable String color(int color) {
        return color == Color.DEFAULT ? null : Color.describe(color);
    }
}
