package dev.perdure.bench;

import dev.perdure.server.attach.Frame;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.StateDigest;

/** What the terminal of a client shows, by our own model of a terminal. */
final class ShownScreen {
    private Screen screen = fresh();
    private long offset = -1;

    private static Screen fresh() {
        return new Screen(Programs.SIZE.columns(), Programs.SIZE.rows(), ScreenOptions.DEFAULT);
    }

    /** Takes in what the client gets. */
    void take(Frame frame) {
        switch (frame) {
            case Frame.Screen whole -> {
                screen = fresh();
                screen.feed(whole.bytes());
                offset = whole.offset();
            }
            case Frame.Output output -> {
                screen.feed(output.bytes());
                offset = output.offset() + output.bytes().length;
            }
            default -> {}
        }
    }

    /** The offset of the output that it shows. */
    long offset() {
        return offset;
    }

    /** All of its state as text. */
    String describe() {
        return StateDigest.describe(screen);
    }
}
