package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.perdure.session.Seeds;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StyledTextTest {
    private final Screen screen = new Screen(20, 4, ScreenOptions.DEFAULT);

    private List<StyledText> pieces(int row) {
        return ScreenText.of(screen, 0, true).styles().orElseThrow().get(row);
    }

    private TextStyle styleAfter(String sgr) {
        screen.feed("\033[m\033]8;;\033\\\033[H\033[2J" + sgr + "x");
        assertThat(pieces(0)).hasSize(1);
        return pieces(0).getFirst().style();
    }

    @Test
    void nobodyPaysForStylesWhoDoesNotAsk() {
        assertThat(ScreenText.of(screen, 7, false).styles()).isEmpty();
        assertThat(ScreenText.of(screen, 7, false).offset()).isEqualTo(7);
    }

    @Test
    void aRowIsCutWhereItsLookChanges() {
        screen.feed("one \033[32mtwo\033[39m three\r\n");
        assertThat(pieces(0))
                .extracting(StyledText::column, StyledText::width, StyledText::text)
                .containsExactly(tuple(0, 4, "one "), tuple(4, 3, "two"), tuple(7, 6, " three"));
        assertThat(pieces(0).get(1).style().foreground()).contains("green");
        assertThat(pieces(0).get(2).style()).isEqualTo(pieces(0).getFirst().style());
        assertThat(pieces(1)).isEmpty();
    }

    @Test
    void colourIsShownAlsoWhereThereIsNoText() {
        screen.feed("\033[44m\033[K\033[3Cin\033[m");
        assertThat(pieces(0)).hasSize(1);
        StyledText piece = pieces(0).getFirst();
        assertThat(piece.text()).isEqualTo("   in" + " ".repeat(15));
        assertThat(piece.width()).isEqualTo(20);
        assertThat(piece.style().background()).contains("blue");
    }

    @Test
    void wideCharactersTakeTwoCells() {
        screen.feed("\033[1m漢字\033[m.");
        assertThat(pieces(0))
                .extracting(StyledText::column, StyledText::width, StyledText::text)
                .containsExactly(tuple(0, 4, "漢字"), tuple(4, 1, "."));
    }

    @Test
    void coloursHaveNames() {
        assertThat(styleAfter("\033[30m").foreground()).contains("black");
        assertThat(styleAfter("\033[37m").foreground()).contains("white");
        assertThat(styleAfter("\033[91m").foreground()).contains("bright_red");
        assertThat(styleAfter("\033[107m").background()).contains("bright_white");
        assertThat(styleAfter("\033[38;5;1m").foreground()).contains("palette_1");
        assertThat(styleAfter("\033[48;5;255m").background()).contains("palette_255");
        assertThat(styleAfter("\033[38;2;255;128;0m").foreground()).contains("#ff8000");
        assertThat(styleAfter("\033[58;5;3;4m").underlineColor()).contains("palette_3");
        assertThat(styleAfter("\033[31;39m").foreground()).isEmpty();
    }

    @Test
    void attributesHaveNames() {
        assertThat(styleAfter("\033[1;2;3;5;7;8;9;53m").attributes())
                .containsExactly(
                        "bold", "faint", "italic", "blink", "inverse", "invisible", "strikethrough", "overline");
        assertThat(styleAfter("\033[2m").attributes()).containsExactly("faint");
        List<String> underlines = List.of("single", "double", "curly", "dotted", "dashed");
        for (int i = 0; i < underlines.size(); i++) {
            assertThat(styleAfter("\033[4:" + (i + 1) + "m").underline()).contains(underlines.get(i));
        }
        assertThat(styleAfter("\033]8;;https://perdure.dev\033\\").link()).contains("https://perdure.dev");
        assertThat(styleAfter(""))
                .isEqualTo(new TextStyle(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void thePiecesOfARowAreItsTextWithoutGaps() {
        Random random = new Random(Seeds.fresh());
        String[] parts = {
            "a",
            "wörd",
            "漢",
            "👩‍👩‍👧",
            "e\u0301",
            "\033[7m",
            "\033[m",
            "\033[42m",
            "\033[C",
            "\033[D",
            "\033[K",
            "\r\n",
            "\t"
        };
        for (int i = 0; i < 2_000; i++) {
            screen.feed(parts[random.nextInt(parts.length)]);
            for (int row = 0; row < screen.rows(); row++) {
                int column = 0;
                StringBuilder text = new StringBuilder();
                for (StyledText piece : pieces(row)) {
                    assertThat(piece.column()).isEqualTo(column);
                    assertThat(piece.width()).isPositive();
                    column += piece.width();
                    text.append(piece.text());
                }
                assertThat(column).isLessThanOrEqualTo(screen.columns());
                assertThat(text.toString().stripTrailing())
                        .isEqualTo(screen.line(row).stripTrailing());
            }
        }
    }
}
