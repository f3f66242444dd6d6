package dev.perdure.bench;

import dev.perdure.session.screen.Cell;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import java.util.ArrayList;
import java.util.List;

/** Our own model of a terminal: no judge from outside, but always there. */
record OwnTerminal() implements ReferenceTerminal {
    @Override
    public String name() {
        return "our own model of a terminal";
    }

    @Override
    public Picture show(byte[] bytes) {
        Screen screen = new Screen(Programs.SIZE.columns(), Programs.SIZE.rows(), ScreenOptions.DEFAULT);
        screen.feed(bytes);
        List<String> exact = new ArrayList<>();
        List<String> visible = new ArrayList<>();
        for (int row = 0; row < screen.rows(); row++) {
            for (int column = 0; column < screen.columns(); column++) {
                Cell cell = screen.cell(row, column);
                exact.add(cell.toString());
                visible.add(cell.text().isBlank() ? " " + cell.style().background() : cell.toString());
            }
        }
        List<String> above = new ArrayList<>();
        for (int i = 0; i < screen.scrollbackCount(); i++) {
            above.add(screen.scrollbackLine(i));
        }
        return new Picture(
                exact,
                visible,
                above,
                List.of(
                        screen.cursor().toString(),
                        screen.modes().toString(),
                        screen.mouseTracking() + "/" + screen.mouseEncoding(),
                        screen.title(),
                        screen.alternate() ? "alternate" : "main"));
    }

    @Override
    public void close() {}
}
