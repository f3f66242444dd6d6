package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.agent.ScreenText;
import dev.perdure.session.agent.StyledText;
import dev.perdure.session.agent.TextStyle;
import dev.perdure.session.screen.Screen;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a session's screen shows.
 *
 * @param text a line for each row
 * @param scrollback the lines above it that were asked for
 * @param offset of the output that made it
 * @param styles how it looks, where that was asked for: the pieces of each row, from the top
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScreenView(
        int columns,
        int rows,
        String text,
        List<String> scrollback,
        Cursor cursor,
        String title,
        boolean alternate,
        long offset,
        @Nullable List<List<Piece>> styles) {

    static ScreenView of(Screen screen, long offset, int above, boolean attributes) {
        ScreenText shown = ScreenText.of(screen, offset, attributes);
        int kept = screen.scrollbackCount();
        return new ScreenView(
                screen.columns(),
                screen.rows(),
                screen.text(),
                IntStream.range(Math.max(0, kept - above), kept)
                        .mapToObj(screen::scrollbackLine)
                        .toList(),
                new Cursor(shown.row(), shown.column(), shown.cursorVisible()),
                shown.title(),
                shown.alternate(),
                shown.offset(),
                shown.styles()
                        .map(rows -> rows.stream()
                                .map(row -> row.stream().map(Piece::of).toList())
                                .toList())
                        .orElse(null));
    }

    /** Where the cursor is, from 0. */
    record Cursor(int row, int column, boolean visible) {}

    /** A piece of a row that looks the same all along. What is by default is left out; see {@link TextStyle}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Piece(
            int column,
            int width,
            String text,
            @Nullable String foreground,
            @Nullable String background,
            @Nullable List<String> attributes,
            @Nullable String underline,
            @Nullable String underlineColor,
            @Nullable String link) {
        static Piece of(StyledText piece) {
            TextStyle style = piece.style();
            return new Piece(
                    piece.column(),
                    piece.width(),
                    piece.text(),
                    style.foreground().orElse(null),
                    style.background().orElse(null),
                    style.attributes().isEmpty() ? null : style.attributes(),
                    style.underline().orElse(null),
                    style.underlineColor().orElse(null),
                    style.link().orElse(null));
        }
    }
}
