package dev.perdure.session.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;

/** A process that appends without end and says after each append how far it got. */
final class AppendingProcess {
    private AppendingProcess() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        try (SessionLog log = SessionLog.open(Path.of(arguments[0]), 1 << 20, Clock.systemUTC())) {
            Random random = new Random();
            while (!out.checkError()) {
                out.println(log.append(pattern(log.end(), 1 + random.nextInt(20_000))));
            }
        }
    }

    /** Bytes that follow from their offset. */
    static byte[] pattern(long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            long at = offset + i;
            bytes[i] = (byte) (at ^ at >>> 8 ^ at >>> 16);
        }
        return bytes;
    }
}
