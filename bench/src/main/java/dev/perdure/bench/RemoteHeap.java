package dev.perdure.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The heap of another JVM of this user, weighed by {@code jcmd}: the objects that are left after a full collection.
 *
 * @param pid the JVM's process
 * @param directory for what {@code jcmd} says
 */
record RemoteHeap(long pid, Path directory) {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int READINGS = 2;

    /** Bytes of its living objects. */
    long used() throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String said = "";
        // What waits for its cleaner at the first collection is gone at the second.
        for (int reading = 0; reading < READINGS; reading++) {
            said = Programs.output(
                    directory, PATIENCE, List.of(tool.toString(), Long.toString(pid), "GC.class_histogram"));
        }
        String total = said.lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid + " doesn't say what is in its heap"));
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }
}
