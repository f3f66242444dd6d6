package dev.perdure.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Output to look at: painted here, or recorded from a program on a bare terminal.
 *
 * @param name what it shows
 * @param bytes all of it
 */
@SuppressWarnings("ArrayRecordComponent") // Written to files, never compared.
record Painting(String name, byte[] bytes) {
    private static final Duration QUIET = Duration.ofMillis(400);
    private static final Duration START = Duration.ofSeconds(5);
    private static final int MOST_READS = 2000;

    /** The painted ones. */
    static List<Painting> all() {
        return List.of(
                of("256 colours", palette()),
                of("true colour", gradient()),
                of("half-overwritten wide characters", halves()),
                of("CJK", "日本語の文字\r\n한국어 글자\r\n中文字符，标点。\r\n" + "漢字".repeat(60) + "\r\n全角ＡＢＣ"),
                of("emoji with variation selectors", "❤ ❤️ ☀︎ ☀️\r\n1️⃣ 👍🏽 👩‍👩‍👧\r\n😀|🎉|⚙️|\r\nend"),
                of("flags", "🇩🇪|🇯🇵|🇧🇷|\r\n🇫🇷🇮🇹🇪🇸\r\n🏴‍☠️ end"),
                of("combining text", "e\u0301o\u0308n\u0303 q\u0323\u0307\r\nกำลังทำ\r\nשָׁלוֹם\r\na\u20d7 end"),
                of("styled underlines", underlines()),
                of("links", links()),
                of("a log that has scrolled", log()),
                of(
                        "a full screen over a log",
                        log()
                                + "\033[?1049h\033[?1h\033[?2004h\033[5;20r\033[H\033[44mtop\033[K\033[m\033[7;9Hmiddle"));
    }

    private static Painting of(String name, String text) {
        return new Painting(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** What programs print that are installed; the others are named in {@code missing}. */
    static List<Painting> recorded(Path directory, List<String> missing) throws IOException {
        Path text = directory.resolve("text");
        Files.writeString(text, "A line of text, 日本語 and é.\n".repeat(200));
        List<Painting> paintings = new ArrayList<>();
        for (Recipe recipe : List.of(
                new Recipe("less", List.of("less", "-N", text.toString()), List.of(" ", "/line\r", "n", "k")),
                new Recipe(
                        "vim",
                        List.of("vim", "-u", "NONE", "-i", "NONE", "-n", text.toString()),
                        List.of(":set nu hls\r", "/text\r", "10G", ":split\r", "ihere\033", "V3j")),
                new Recipe("htop", List.of("htop", "-d", "20"), List.of("t", "\033[B")),
                // Not in the last column: what EL does there is where xterm, which sessions follow, and xterm.js
                // disagree.
                new Recipe("top", List.of("top", "-w", "79", "-d", "5"), List.of("z")))) {
            if (Programs.find(recipe.name).isPresent()) {
                paintings.add(recipe.record(directory));
            } else {
                missing.add(recipe.name);
            }
        }
        return paintings;
    }

    /** A program, and what is typed into it each time that it is quiet. */
    private record Recipe(String name, List<String> command, List<String> keys) {
        Painting record(Path directory) throws IOException {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            try (BarePty terminal = BarePty.start(Programs.SIZE, directory, command.toArray(new String[0]))) {
                collect(terminal, START, output);
                for (String key : keys) {
                    terminal.type(key);
                    collect(terminal, QUIET, output);
                }
            }
            return new Painting(name, output.toByteArray());
        }
    }

    /** Reads until the terminal is quiet, waiting longer for the first output. */
    static void collect(BarePty terminal, Duration first, ByteArrayOutputStream output) {
        int count = terminal.read(first);
        for (int reads = 0; count > 0 && reads < MOST_READS; reads++) {
            output.write(terminal.bytes(), 0, count);
            count = terminal.read(QUIET);
        }
    }

    private static String palette() {
        StringBuilder out = new StringBuilder();
        for (int color = 0; color < 256; color++) {
            out.append("\033[38;5;")
                    .append(color)
                    .append(";48;5;")
                    .append((color * 7 + 100) % 256)
                    .append("m#");
            if (color % 64 == 63) {
                out.append("\033[0m\r\n");
            }
        }
        for (int color = 30; color < 38; color++) {
            out.append("\033[").append(color).append(";").append(color + 70).append("m a \033[1mb\033[0m");
        }
        return out.toString();
    }

    private static String gradient() {
        StringBuilder out = new StringBuilder();
        for (int row = 0; row < 10; row++) {
            for (int column = 0; column < 79; column++) {
                out.append("\033[38;2;")
                        .append(column * 3)
                        .append(';')
                        .append(255 - column)
                        .append(';')
                        .append(row * 25);
                out.append("m\033[48:2::")
                        .append(row * 20)
                        .append(':')
                        .append(column)
                        .append(":70m▄");
            }
            out.append("\033[m\r\n");
        }
        return out.toString();
    }

    private static String halves() {
        return "\033[H漢字漢字漢字\033[1;2Ha\033[1;7H\033[42mb\033[m"
                + "\033[2;1H전각문자전각\033[2;4H\033[41;33mcd\033[m\033[2;10H\033[K"
                + "\033[3;1H日本日本日本\033[3;2H\033[1P\033[3;6H\033[1@\033[3;9H\033[1X"
                + "\033[4;80H漢\033[5;79H字\033[5;80Hz\033[6;1H\033[7m終\033[27m\033[6;2H|";
    }

    private static String underlines() {
        StringBuilder out = new StringBuilder();
        for (int style = 1; style <= 5; style++) {
            out.append("\033[4:").append(style).append("mstyle").append(style);
            out.append("\033[58;5;")
                    .append(style * 30)
                    .append("mindexed\033[58:2::200:")
                    .append(style * 40)
                    .append(":10mdirect\033[59mplain\033[24m|\r\n");
        }
        return out + "\033[21mdoubly\033[24m \033[9mstruck\033[29m \033[53mover\033[55m \033[2;3;5mall\033[m";
    }

    private static String links() {
        return "\033]8;;https://example.org/a\033\\plain\033]8;;\033\\ \033]8;id=one;https://example.org/b\033\\first\033]8;;\033\\\r\n"
                + "\033[34m\033]8;id=one;https://example.org/b\033\\second " + "long ".repeat(20)
                + "\033]8;;\007\033[m end";
    }

    private static String log() {
        StringBuilder out = new StringBuilder("\033]2;a title\007");
        for (int line = 0; line < 70; line++) {
            out.append("\033[3")
                    .append(line % 7 + 1)
                    .append("mline ")
                    .append(line)
                    .append("\033[0m ");
            out.append("with words ".repeat(line % 11))
                    .append(line % 9 == 0 ? "\033[45m\033[K\033[m" : "")
                    .append("\r\n");
        }
        return out.toString();
    }
}
