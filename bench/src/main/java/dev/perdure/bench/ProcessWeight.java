package dev.perdure.bench;

import dev.perdure.session.process.ProcStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What the kernel counts for processes. */
final class ProcessWeight {
    /** {@code USER_HZ}: proc_pid_stat(5) counts a hundred ticks in a second. */
    private static final double TICKS = 100;

    private ProcessWeight() {}

    /** The memory of some processes in bytes, each shared page divided among those who share it: {@code Pss} in proc_pid_smaps(5). */
    static long proportional(Collection<Integer> processes) throws IOException {
        long sum = 0;
        for (int process : processes) {
            sum += proportional(process);
        }
        return sum;
    }

    /** The same of one. */
    static long proportional(int process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Integer.toString(process), "smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("the kernel doesn't say the Pss of process " + process);
    }

    /** Processor time that some processes have used so far, in seconds. One that is gone counts nothing. */
    static double processorSeconds(Collection<Integer> processes) {
        return processes.stream()
                        .flatMap(process -> ProcStat.of(process).stream())
                        .mapToLong(stat -> stat.userTicks() + stat.systemTicks())
                        .sum()
                / TICKS;
    }

    /** The parent of a process. */
    static int parent(int process) {
        return ProcStat.of(process)
                .orElseThrow(() -> new IllegalStateException("process " + process + " is gone"))
                .parent();
    }
}
