package dev.perdure.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PainterTest {
    private static final TerminalSize SIZE = new TerminalSize(20, 10);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Painter painter = new Painter(new PrintStream(written, true, StandardCharsets.UTF_8), true);

    @Test
    void everyFrameLeavesAnOrdinaryTerminal() {
        painter.paint(List.of(Line.of(Style.BAD, "a"), Line.of("b")), SIZE);
        assertThat(frame()).isEqualTo("\033[?25l\r\033[31ma\033[0m\033[K\r\nb\033[K\r\n\033[J\033[0m\033[?25h");
        painter.paint(List.of(Line.of("c")), SIZE);
        assertThat(frame()).isEqualTo("\033[?25l\r\033[2Ac\033[K\r\n\033[J\033[0m\033[?25h");
    }

    @Test
    void writesNothingWhereNothingChanged() {
        painter.paint(List.of(Line.of("a")), SIZE);
        frame();
        painter.paint(List.of(Line.of("a")), SIZE);
        assertThat(frame()).isEmpty();
    }

    @Test
    void goesBackOverLinesThatTheUserEntered() {
        painter.paint(List.of(Line.of("a")), SIZE);
        frame();
        painter.movedDown(2);
        painter.paint(List.of(Line.of("b")), SIZE);
        assertThat(frame()).contains("\033[3A");
    }

    @Test
    void goesBackOverLinesThatANarrowerTerminalWrapped() {
        painter.paint(List.of(Line.of("x".repeat(19)), Line.of("short")), SIZE);
        frame();
        painter.paint(List.of(Line.of("b")), new TerminalSize(8, 10));
        assertThat(frame()).contains("\033[4A");
    }

    @Test
    void neverGoesBackBeyondTheScreen() {
        painter.paint(List.of(Line.of("a"), Line.of("b"), Line.of("c")), SIZE);
        frame();
        painter.paint(List.of(Line.of("b")), new TerminalSize(20, 2));
        assertThat(frame()).contains("\033[1A");
    }

    @Test
    void keepsWhatIsSaidAboveTheView() {
        painter.paint(List.of(Line.of("view")), SIZE);
        frame();
        painter.say(Line.of("said"), SIZE);
        assertThat(frame()).contains("\033[1Asaid\033[K\r\nview\033[K\r\n");
        painter.paint(List.of(Line.of("new")), SIZE);
        assertThat(frame()).contains("\033[1Anew\033[K\r\n");
    }

    private String frame() {
        String frame = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return frame;
    }
}
