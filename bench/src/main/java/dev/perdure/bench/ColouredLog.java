package dev.perdure.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** The coloured log of a program that doesn't exist: the same bytes in every run. Lines end with CR and LF, as a terminal in raw mode wants them. */
final class ColouredLog {
    private static final int SEED = 20_260_101;
    private static final List<String> LEVELS = List.of(
            "\033[32mINFO \033[0m",
            "\033[32mINFO \033[0m",
            "\033[36mDEBUG\033[0m",
            "\033[33mWARN \033[0m",
            "\033[1;31mERROR\033[0m");
    private static final List<String> WORDS = List.of(
            "connection",
            "request",
            "accepted",
            "from",
            "upstream",
            "cache",
            "miss",
            "retry",
            "in",
            "queue",
            "flushed",
            "token",
            "expired",
            "partition",
            "leader",
            "commit",
            "offset",
            "rows",
            "took",
            "slow",
            "query",
            "index");

    private ColouredLog() {}

    /** Writes so many bytes, the last line cut off. */
    static long write(Path file, long bytes) throws IOException {
        CRC32C checksum = new CRC32C();
        Random random = new Random(SEED);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            long left = bytes;
            for (int number = 0; left > 0; number++) {
                byte[] line = line(number, random).getBytes(StandardCharsets.US_ASCII);
                int length = (int) Math.min(left, line.length);
                out.write(line, 0, length);
                checksum.update(line, 0, length);
                left -= length;
            }
        }
        return checksum.getValue();
    }

    /** So many lines of it. */
    static void writeLines(Path file, int lines) throws IOException {
        Random random = new Random(SEED);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int number = 0; number < lines; number++) {
                out.write(line(number, random).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static String line(int number, Random random) {
        StringBuilder line = new StringBuilder(160);
        line.append("\033[2m")
                .append(time(number))
                .append("\033[0m ")
                .append(LEVELS.get(random.nextInt(LEVELS.size())));
        line.append(" \033[35m[worker-")
                .append(random.nextInt(16))
                .append("]\033[0m \033[38;5;")
                .append(16 + random.nextInt(216))
                .append("mservice.")
                .append(WORDS.get(random.nextInt(WORDS.size())))
                .append("\033[0m");
        for (int word = 3 + random.nextInt(8); word > 0; word--) {
            line.append(' ').append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return line.append(" \033[1m")
                .append(random.nextInt(1_000_000))
                .append("\033[0m\r\n")
                .toString();
    }

    private static String time(int number) {
        int millis = number * 7;
        return two(millis / 3_600_000 % 24) + ":" + two(millis / 60_000 % 60) + ":" + two(millis / 1000 % 60) + "."
                + (1000 + millis % 1000);
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
