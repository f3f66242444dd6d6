package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Programs that print without end what a terminal has to keep, a kind of thing each.
 *
 * <p>{@link #main} feeds them all to one screen after another in this process, and prints what it held at most: for a
 * process with little memory.
 */
@SuppressWarnings({"ImmutableEnumChecker", "EnumOrdinal"}) // functions without state; the number is a seed
enum Flood {
    LINES(i -> "the quick brown fox jumps over the lazy dog, and on it goes to the edge of the window " + i + "\r\n"),
    LONG_LINES(i -> "日本語".repeat(2_000)),
    LINKS(i -> "\033]8;id=" + i + ";" + "y".repeat(4_000) + i + "\007x"),
    SHORT_LINKS(i -> "\033]8;;x:" + i + "\033\\x"),
    /** Few links, but a snapshot names one for each cell. */
    ALTERNATING_LINKS(
            i -> "\033]8;;" + "y".repeat(i < 2 ? 4_000 : 1) + i % 2 + "\007x\033]8;;" + "z".repeat(4_000) + "\007y"),
    LINKS_WITH_ONE_HASH(i -> "\033]8;;" + sameHash(i) + "\033\\x"),
    STYLES(i -> "\033[38;2;" + (i & 255) + ";" + (i >> 8 & 255) + ";" + (i >> 16 & 255) + "mx"),
    BACKGROUNDS(i -> "\033[48;2;" + (i & 255) + ";" + (i >> 8 & 255) + ";" + (i >> 16 & 255) + "m\033[K\r\n"),
    CLUSTERS(i -> "a" + mark(i) + mark(i >> 6) + mark(i >> 12) + mark(i >> 18)),
    LONG_CLUSTERS(i -> "a" + "\u0301".repeat(29) + mark(i) + mark(i >> 6)),
    TITLES(i -> "\033]0;" + "t".repeat(2_000) + i + "\007\033[22t"),
    DIRECTORIES(i -> "\033]7;file://" + "d".repeat(4_000) + i + "\007"),
    PALETTE(i -> "\033]4;" + i % 256 + ";rgb:" + "12/34/56\007"),
    TABS(i -> "\033[" + (i % 2_000) + "G\033H"),
    MODES(i -> "\033[?" + i + "s\033[?" + i % 3_000 + "h"),
    KEYBOARDS(i -> "\033[>" + i % 32 + "u"),
    MARKS(i -> "\033]133;A;" + "m".repeat(2_000) + i + "\007"),
    COMMANDS_WITHOUT_END(i -> i % 1_000 == 0 ? "\033]0;" : "s".repeat(1_000)),
    DEVICE_STRINGS(i -> "\033P$q" + "s".repeat(5_000) + i + "\033\\"),
    PARAMETERS(i -> "\033[" + "1:2;".repeat(1_000) + "m"),
    RECTANGLES(i -> "\033[1;1;" + (i % 50 + 1) + ";200;" + i % 8 + "$r");

    private static final int COLUMNS = 200;
    private static final int ROWS = 50;

    private final IntFunction<String> piece;

    Flood(IntFunction<String> piece) {
        this.piece = piece;
    }

    private static String mark(int i) {
        return Character.toString(0x300 + (i & 63));
    }

    /** Addresses that differ and have one hash: "Aa" and "BB" have. */
    private static String sameHash(int i) {
        StringBuilder address = new StringBuilder();
        for (int bit = 0; bit < 24; bit++) {
            address.append((i >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return address.toString();
    }

    /** About a megabyte of it; {@code from} counts pieces. */
    List<byte[]> megabyte(int from) {
        List<byte[]> pieces = new ArrayList<>();
        int size = 0;
        for (int i = from; size < 1 << 20; i++) {
            byte[] bytes = piece.apply(i).getBytes(StandardCharsets.UTF_8);
            pieces.add(bytes);
            size += bytes.length;
        }
        return pieces;
    }

    /** Arguments: megabytes of each kind. */
    public static void main(String[] arguments) {
        int megabytes = Integer.parseInt(arguments[0]);
        for (Flood kind : values()) {
            long began = System.nanoTime();
            Screen screen = new Screen(COLUMNS, ROWS, ScreenOptions.DEFAULT);
            Random random = new Random(kind.ordinal());
            int count = 0;
            for (int i = 0; i < megabytes; i++) {
                List<byte[]> pieces = kind.megabyte(count);
                pieces.forEach(screen::feed);
                count += pieces.size();
                if (i % 8 == 7) {
                    screen.resize(COLUMNS - random.nextInt(50), ROWS - random.nextInt(10));
                }
            }
            Budget budget = screen.terminal.budget;
            byte[] snapshot = Snapshot.of(screen);
            check(kind, "holds", budget.used(), budget.limit());
            check(kind, "has a snapshot of", snapshot.length, Snapshot.mostBytes(screen.options()));
            Screen again = new Screen(screen.columns(), screen.rows(), screen.options());
            again.feed(snapshot);
            check(kind, "holds, made again,", again.terminal.budget.used(), budget.limit());
            System.out.printf(
                    "%s: %d MB in %d ms, held %d, snapshot %d%n",
                    kind, megabytes, (System.nanoTime() - began) / 1_000_000, budget.used(), snapshot.length);
        }
    }

    private static void check(Flood kind, String what, long bytes, long most) {
        if (bytes > most) {
            throw new AssertionError(kind + " " + what + " " + bytes + " bytes, above " + most);
        }
    }
}
