package dev.perdure.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How busy others keep the machine now. The usual load average looks a minute back and counts the bench's own last run, which others take
 * for theirs; here the bench does nothing for a while and looks at what the processors do meanwhile (proc_stat(5)).
 */
final class ProcessorLoad {
    static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

    private static final Path STAT = Path.of("/proc/stat");

    private ProcessorLoad() {}

    /** How many processors were at work on average while this call waited so long; negative if the system doesn't tell. */
    static double ofOthers(Duration wait) throws IOException, InterruptedException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        if (!Files.isReadable(STAT)) {
            double _ = system.getCpuLoad(); // begins the span that the next call tells of
            Thread.sleep(wait);
            return system.getCpuLoad() * system.getAvailableProcessors();
        }
        Ticks before = Ticks.of(Files.readAllLines(STAT));
        Thread.sleep(wait);
        return Ticks.of(Files.readAllLines(STAT)).busySince(before) * system.getAvailableProcessors();
    }

    /**
     * What all processors have done since the machine began.
     *
     * @param busy ticks in which they worked for anybody, or were taken away from this virtual machine
     * @param all all ticks
     */
    record Ticks(long busy, long all) {
        private static final int IDLE = 3;
        private static final int IO_WAIT = 4;
        /** What follows is counted among the first already. */
        private static final int GUEST = 8;

        /** Of the lines of {@code /proc/stat}. */
        static Ticks of(List<String> lines) throws IOException {
            String line = lines.stream()
                    .filter(candidate -> candidate.startsWith("cpu "))
                    .findFirst()
                    .orElseThrow(() -> new IOException(STAT + " has no line of all processors"));
            String[] words = line.substring("cpu ".length()).strip().split(" +");
            long busy = 0;
            long all = 0;
            for (int i = 0; i < Math.min(words.length, GUEST); i++) {
                long ticks = Long.parseLong(words[i]);
                all += ticks;
                busy += i == IDLE || i == IO_WAIT ? 0 : ticks;
            }
            return new Ticks(busy, all);
        }

        /** The share of the processors that was busy since then, 0 to 1. */
        double busySince(Ticks before) {
            return all == before.all ? 0 : (double) (busy - before.busy) / (all - before.all);
        }
    }
}
