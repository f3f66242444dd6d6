package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An output that programs like to make, written for these tests.
 *
 * @param suitsOtherWidths it shows the same by relative means, whatever width its characters have
 */
record Painting(String name, String text, boolean suitsOtherWidths) {

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return name;
    }

    static List<Painting> all() {
        return List.of(
                new Painting("256 colours", palette(), true),
                new Painting("true colour gradient", gradient(), true),
                new Painting("process monitor", monitor(), true),
                new Painting("wide characters half overwritten", halves(), false),
                new Painting("CJK", "日本語のテキスト\r\n한국어 텍스트\r\n中文，全角。\r\n" + "漢字".repeat(50) + "\r\nend", true),
                new Painting(
                        "emoji",
                        "😀 ok\r\n❤️ red\r\n☀︎ text\r\n👍🏽 tone\r\n👩‍👩‍👧 family\r\n🇩🇪🇫🇷 flags\r\n1️⃣ key\r\n$ ",
                        true),
                new Painting(
                        "combining",
                        "e\u0301 n\u0303 a\u0308\u0304 \u0e01\u0e34\u0e19 \u05e9\u05c1\r\nx\u20d7 done",
                        true),
                new Painting("styled underlines", underlines(), true),
                new Painting("links", links(), true),
                new Painting("scrolled coloured log", log(), true),
                new Painting(
                        "alternate over main", log() + "\033[?1049h\033[H\033[44mfull screen\033[K\033[2;5Hx", true));
    }

    private static String palette() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            out.append("\033[48;5;")
                    .append(i)
                    .append("m\033[38;5;")
                    .append(255 - i)
                    .append("m ")
                    .append(i % 10);
            out.append(i % 32 == 31 ? "\033[m\r\n" : "");
        }
        return out.append("\033[1;3;31;102mdone\033[m").toString();
    }

    private static String gradient() {
        StringBuilder out = new StringBuilder("\033[2J\033[H");
        for (int row = 0; row < 12; row++) {
            for (int column = 0; column < 80; column++) {
                out.append("\033[48;2;")
                        .append(column * 3)
                        .append(';')
                        .append(row * 20)
                        .append(";128m");
                out.append("\033[38:2::").append(row).append(':').append(column).append(":9m▀");
            }
            out.append("\033[0m\r\n");
        }
        return out.toString();
    }

    private static String monitor() {
        StringBuilder out =
                new StringBuilder("\033[?1049h\033[22;0;0t\033[1;24r\033(B\033[m\033[4l\033[?7h\033[?1h\033=");
        out.append("\033[?25l\033[39;49m\033[?1000h\033[?1006h\033[39;49m\033(B\033[m\033[H\033[2J\033[2d");
        for (int cpu = 0; cpu < 4; cpu++) {
            out.append("  \033[36m")
                    .append(cpu)
                    .append("\033[39m\033[1m[\033[m\033[32m")
                    .append("|".repeat(cpu * 7 + 3));
            out.append("\033[")
                    .append(2 + cpu)
                    .append(";60H\033[1m\033[30m")
                    .append(cpu * 25)
                    .append(".0%\033[39m]\033[m\r\n");
        }
        out.append("\033[7;1H\033[30m\033[42m  PID USER      PRI  NI  VIRT   RES S CPU% MEM%   TIME+  Command");
        out.append(
                "\033[K\033[8;1H\033[30m\033[46m 4242 someone    20   0  9.1G  512M S 12.0  3.1  0:42.42 java -jar a.jar");
        out.append("\033[K\033[39;49m\033(B\033[m");
        for (int row = 9; row < 24; row++) {
            out.append("\033[").append(row).append(";1H").append(1000 + row).append(" root  \033[1C");
            out.append("\033[31m20\033[39m  \033[32m├─\033[39m \033[1mtask-")
                    .append(row)
                    .append("\033[m\033[K");
        }
        out.append(
                "\033[24d\033[1GF1\033[30m\033[46mHelp  \033[39;49m\033(B\033[mF2\033[30m\033[46mSetup \033[K\033[39;49m\033[m");
        return out.append("\033[10;3H").toString();
    }

    private static String halves() {
        return String.join(
                "\r\n",
                "日本語日本語\033[1;2H\033[31;4mx\033[m\033[1;7H\033[45my\033[m",
                "あいうえお\033[2;4H\033[7m \033[m\033[2;1H\033[9mz\033[m",
                "漢字漢字\033[3;3H\033[2X\033[3;6H\033[1P",
                "한국어\033[4;2H\033[33m\033[@\033[m",
                "\033[5;79H日\033[5;79H\033[32ma\033[m\033[6;80H日本");
    }

    private static String underlines() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i <= 5; i++) {
            out.append("\033[4:")
                    .append(i)
                    .append("mstyle ")
                    .append(i)
                    .append("\033[58:2::255:")
                    .append(i)
                    .append(":0m rgb");
            out.append("\033[58:5:").append(100 + i).append("m indexed\033[59m default\033[24m\033[m\r\n");
        }
        return out.append("\033[21mdouble\033[24m\033[53mover\033[55m\033[1;2;3;5;7;8;9mall\033[m")
                .toString();
    }

    private static String links() {
        return "see \033]8;;https://example.org/a;b\033\\one\033]8;;\033\\ and \033]8;id=x;https://example.org/x\033\\two\r\n"
                + "going on\033]8;;\033\\ \033[4m\033]8;id=x;https://example.org/x\007again\033]8;;\007\033[m.";
    }

    private static String log() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            out.append("\033[2m12:00:")
                    .append(i)
                    .append("\033[0m \033[3")
                    .append(i % 8)
                    .append("mlevel\033[0m message ");
            out.append("with some length ".repeat(i % 7))
                    .append(i % 5 == 0 ? "\033[41m\033[K\033[m" : "")
                    .append("\r\n");
        }
        return out.toString();
    }
}
