package dev.perdure.session.screen;

import static dev.perdure.session.screen.Screens.after;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is typed before and after any sequence of resizes is what a terminal of the last width shows. */
class ReflowTest {
    private static final String[] PIECES = {
        "some ", "x", "long", "日本", " ", "e\u0301", "😀!", "\r\n", "text", "日", "\r\n\r\n",
    };

    @Test
    void wrapIsPendingWhenTheNewWidthEndsRightBehindTheText() {
        Screen screen = after(20, 4, "some long long text");
        screen.resize(19, 4);
        assertThat(screen.cursor().pendingWrap()).isTrue();
        screen.feed("!");
        assertThat(screen.line(0)).isEqualTo("some long long text");
        assertThat(screen.line(1)).isEqualTo("!");
    }

    @Test
    void savedCursorIsPutBehindTheTextToo() {
        Screen screen = after(10, 4, "12345678\0337\033[3;1H");
        screen.resize(4, 4);
        screen.feed("\0338x");
        assertThat(screen.line(1)).isEqualTo("5678");
        assertThat(screen.line(2)).isEqualTo("x");
    }

    @Test
    void pendingWrapOfTheAlternateScreenGoesOnInAWiderOne() {
        Screen screen = after(4, 2, "\033[?1049h\033[Habcd");
        screen.resize(8, 2);
        screen.feed("e");
        assertThat(screen.line(0)).isEqualTo("abcde");
    }

    @Test
    void savedCursorBelowAllTextStaysThere() {
        Screen screen = after(10, 6, "\033[5;3H\0337\033[Hx");
        screen.resize(12, 6);
        screen.feed("\0338y");
        assertThat(screen.line(4)).isEqualTo("  y");
    }

    static Stream<Long> seeds() {
        long fresh = new Random().nextLong();
        return Stream.of(1L, 2L, fresh);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void textTypedBeforeAndAfterResizesIsTheTextOfTheLastWidth(long seed) {
        for (int i = 0; i < 3_000; i++) {
            Random random = new Random(seed + i);
            Screen resized = new Screen(2 + random.nextInt(20), 2 + random.nextInt(6), ScreenOptions.DEFAULT);
            StringBuilder all = new StringBuilder();
            for (int step = random.nextInt(6); step >= 0; step--) {
                for (int piece = random.nextInt(12); piece > 0; piece--) {
                    String text = PIECES[random.nextInt(PIECES.length)];
                    resized.feed(text);
                    all.append(text);
                }
                resized.resize(2 + random.nextInt(20), 2 + random.nextInt(6));
            }
            resized.feed("!");
            Screen fresh = after(resized.columns(), resized.rows(), all + "!");
            assertThat(document(resized)).as("seed %d, program %d", seed, i).isEqualTo(document(fresh));
        }
    }

    /** The rows from the first to the cursor's, with their breaks, and the cursor's column. */
    private static String document(Screen screen) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < screen.scrollbackCount(); i++) {
            out.append(screen.scrollbackWrapped(i) ? "~" : "|")
                    .append(screen.scrollbackLine(i))
                    .append('\n');
        }
        for (int row = 0; row <= screen.cursor().row(); row++) {
            out.append(screen.wrapped(row) ? "~" : "|").append(screen.line(row)).append('\n');
        }
        return out.append(screen.cursor().column())
                .append(screen.cursor().pendingWrap())
                .toString();
    }
}
