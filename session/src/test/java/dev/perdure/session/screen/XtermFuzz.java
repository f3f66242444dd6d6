package dev.perdure.session.screen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the screen with a real xterm over random programs: both are fed the same bytes, and must give the same answers,
 * to questions in the programs and, after each, to the questions what every row and every column holds and where the cursor
 * is. What differs is made as short as it can be, and printed.
 *
 * <p>Arguments: how many programs, the seed (otherwise a fresh one), how many differences to stop at.
 */
final class XtermFuzz implements AutoCloseable {
    private static final int[][] SIZES = {{12, 5}, {20, 8}, {9, 3}, {33, 10}};
    private static final int[][] WIDE_SIZES = {{13, 5}, {9, 3}, {33, 10}, {7, 4}};
    private static final String END = "\033P31337!~0000\033\\";
    /** A reset leaves the alternate screen and mode 41 as they are. */
    private static final String FRESH = "\033c\033[?41l\033[?1049h\0337\033[?1049l\033c\033[?7;45;6s";

    private static final int BATCH = 50;
    private static final int ROUND = 5_000;

    private final int columns;
    private final int rows;
    private final boolean wide;
    private final Xterm xterm;
    private final String questions;
    /** Programs after which xterm shows half of a wide character. */
    private int halves;

    private XtermFuzz(int columns, int rows, boolean wide) throws IOException, InterruptedException {
        this.columns = columns;
        this.rows = rows;
        this.wide = wide;
        xterm = new Xterm(columns, rows);
        questions = questions();
    }

    @Override
    public void close() throws IOException {
        xterm.close();
    }

    private String questions() {
        StringBuilder all = new StringBuilder("\033[1$w\033[?6l\033[21#y");
        for (int row = 1; row <= rows; row++) {
            all.append("\033[%d;1;%d;1;%d;%d*y".formatted(row, row, row, columns));
        }
        for (int column = 1; column <= columns; column++) {
            all.append("\033[%d;1;1;%d;%d;%d*y".formatted(100 + column, column, rows, column));
        }
        return all.toString();
    }

    /** What is fed for a program: a fresh terminal before it, the questions after it. */
    private String asked(String program) {
        return FRESH + program + "\030" + questions + "\033[2$w";
    }

    private String end() {
        // A rectangle that isn't one: its sum is 0.
        return "\033[31337;1;5;5;1;1*y";
    }

    private String ours(String program) {
        StringBuilder said = new StringBuilder();
        Screen screen = new Screen(
                columns,
                rows,
                ScreenOptions.DEFAULT.withScrollback(100),
                bytes -> said.append(new String(bytes, StandardCharsets.UTF_8)),
                ScreenListener.NONE);
        screen.feed(asked(program));
        return said.toString();
    }

    private String theirs(String program) throws IOException {
        String said = xterm.answers((asked(program) + end()).getBytes(StandardCharsets.UTF_8), END);
        return said.substring(0, said.length() - END.length());
    }

    private boolean differs(List<String> pieces) throws IOException {
        String program = String.join("", pieces);
        return !ours(program).equals(theirs(program)) && !(wide && leavesHalves(program));
    }

    /** Whether half of a wide character stands alone in xterm after the program, which here never happens. */
    private boolean leavesHalves(String program) throws IOException {
        StringBuilder asked = new StringBuilder(FRESH + program + "\030\033[?6l\033[23#y");
        for (int row = 1; row <= rows; row++) {
            for (int column = 1; column <= columns; column++) {
                asked.append("\033[7;1;%d;%d;%d;%d*y".formatted(row, column, row, column));
            }
        }
        String said = xterm.answers(asked.append(end()).toString().getBytes(StandardCharsets.UTF_8), END);
        List<Integer> cells = new ArrayList<>();
        Matcher answer = Pattern.compile("\033P7!~([0-9A-F]{4})").matcher(said);
        while (answer.find()) {
            cells.add(Integer.parseInt(answer.group(1), 16));
        }
        for (int at = 0; at < cells.size(); at++) {
            boolean first = cells.get(at) >= 0x1100 && cells.get(at) != 0xFFFF;
            boolean last = at % columns == columns - 1;
            boolean tailFollows = !last && cells.get(at + 1) == 0xFFFF;
            if (first != tailFollows || (at % columns == 0 && cells.get(at) == 0xFFFF)) {
                return true;
            }
        }
        return false;
    }

    /** Leaves out pieces as long as the answers differ. */
    private String shortened(String program) throws IOException {
        List<String> pieces = pieces(program);
        boolean shorter = true;
        while (shorter) {
            shorter = false;
            for (int i = pieces.size() - 1; i >= 0; i--) {
                List<String> fewer = new ArrayList<>(pieces);
                fewer.remove(i);
                if (differs(fewer)) {
                    pieces = fewer;
                    shorter = true;
                }
            }
        }
        return String.join("", pieces);
    }

    private static List<String> pieces(String program) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher =
                Pattern.compile("\033\\[[0-?]*[ -/]*[@-~]|\033[ -/]*[0-~]|\\X").matcher(program);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }

    private void show(String program) throws IOException {
        System.out.printf("%dx%d %s%n", columns, rows, visible(program));
        String ours = ours(program);
        String theirs = theirs(program);
        String[] our = ours.split("\033\\\\|(?<=[nRyctx])");
        String[] their = theirs.split("\033\\\\|(?<=[nRyctx])");
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < Math.max(our.length, their.length); i++) {
            String a = i < our.length ? our[i] : "nothing";
            String b = i < their.length ? their[i] : "nothing";
            if (!a.equals(b)) {
                line.append("   ours ").append(visible(a)).append(" xterm ").append(visible(b));
            }
        }
        System.out.println(line.length() > 300 ? line.substring(0, 300) : line);
    }

    static String visible(String text) {
        StringBuilder out = new StringBuilder();
        text.chars()
                .forEach(c -> out.append(
                        c == 0x1B
                                ? "\\e"
                                : c < 0x20 || (c >= 0x7F && c < 0xA0)
                                        ? "\\x%02x".formatted(c)
                                        : Character.toString(c)));
        return out.toString();
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int programs = Integer.parseInt(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
        int most = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        System.out.printf("seed %d%n", seed);
        int found = 0;
        int crashed = 0;
        int halves = 0;
        long done = 0;
        long began = System.nanoTime();
        while (done < programs && found < most) {
            boolean wide = done / ROUND % 3 == 2;
            int[] size = (wide ? WIDE_SIZES : SIZES)[(int) (done / ROUND / 3 % SIZES.length)];
            XtermFuzz fuzz = new XtermFuzz(size[0], size[1], wide);
            try (fuzz) {
                for (long end = Math.min(programs, done + ROUND); done < end && found < most; done += BATCH) {
                    found += fuzz.batch(seed + done);
                }
                halves += fuzz.halves;
            } catch (IOException e) {
                // It is not for us to mend; what it can't show is not compared.
                crashed++;
                done += BATCH;
                System.out.printf("xterm ended at one of the programs before %d: %s%n", done, e.getMessage());
            }
        }
        System.out.printf(
                "%d programs in %d s, %d differences; %d left half of a wide character, xterm ended %d times%n",
                done, (System.nanoTime() - began) / 1_000_000_000, found, halves, crashed);
        System.exit(found == 0 ? 0 : 1);
    }

    /** Tries some programs and gives how many differ. */
    private int batch(long seed) throws IOException {
        List<String> batch = new ArrayList<>();
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < BATCH; i++) {
            String program = XtermPrograms.of(new Random(seed + i), columns, rows, wide);
            batch.add(program);
            bytes.append(asked(program)).append(i < BATCH - 1 ? "\033[31336;1;5;5;1;1*y" : end());
        }
        String said = xterm.answers(bytes.toString().getBytes(StandardCharsets.UTF_8), END);
        String[] answers = said.substring(0, said.length() - END.length()).split("\033P31336!~0000\033\\\\", -1);
        int found = 0;
        for (int i = 0; i < BATCH; i++) {
            if (!ours(batch.get(i)).equals(answers[i])) {
                if (wide && leavesHalves(batch.get(i))) {
                    halves++;
                } else {
                    found++;
                    show(shortened(batch.get(i)));
                }
            }
        }
        return found;
    }
}
