package dev.perdure.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that embeds the layer, for workloads that kill it or weigh it. It prints lines of a name and a number, times in
 * milliseconds since its {@code main}, and ends when its standard input does.
 */
final class Resident {
    private static final int READINGS = 20;
    private static final Duration BETWEEN_READINGS = Duration.ofMillis(250);

    private final long begin;
    private final Path directory;
    private final int count;
    private final Duration linger;

    private Resident(long begin, Path directory, int count, Duration linger) {
        this.begin = begin;
        this.directory = directory;
        this.count = count;
        this.linger = linger;
    }

    /** What a resident does. */
    enum Role {
        /** Starts waiting tasks and holds them. */
        HOLD,
        /** Takes waiting tasks over from an earlier process, and finishes them. */
        FINISH,
        /** Takes waiting tasks over, and finishes the one whose number is the count. */
        SERVE
    }

    /** The arguments are a role, a state directory, a count of tasks and the linger in milliseconds. */
    public static void main(String[] args) throws Exception {
        long begin = System.nanoTime();
        System.setProperty("logback.configurationFile", Bench.LOGGING);
        Resident resident = new Resident(
                begin, Path.of(args[1]), Integer.parseInt(args[2]), Duration.ofMillis(Long.parseLong(args[3])));
        switch (Role.valueOf(args[0])) {
            case HOLD -> resident.hold();
            case FINISH -> resident.finish();
            case SERVE -> resident.serve();
        }
    }

    private void hold() throws Exception {
        try (Perdure perdure = open()) {
            weigh("empty");
            Waiters.start(perdure, count);
            sayTime("waiting");
            weigh("full");
            awaitEndOfInput();
        }
    }

    private void finish() throws Exception {
        try (Perdure perdure = open()) {
            sayTime("ready");
            Waiters.awaitWaiting(perdure, count);
            sayTime("waiting");
            Waiters.finish(perdure, 0, count);
            sayTime("finished");
            awaitEndOfInput();
        }
    }

    private void serve() throws Exception {
        try (Perdure perdure = open()) {
            sayTime("ready");
            Waiters.finish(perdure, count, 1);
            sayTime("served");
            say("fresh.rss", rss());
            weigh("full");
            awaitEndOfInput();
        }
    }

    private Perdure open() {
        Perdure perdure = Perdure.open(directory, PerdureOptions.DEFAULT.withLinger(linger));
        Waiters.register(perdure);
        return perdure.launch();
    }

    /** Says the time since {@code main}, and the processor time since the process began. */
    private void sayTime(String name) {
        say(name, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        say(
                name + ".cpu",
                TimeUnit.NANOSECONDS.toMillis(ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getProcessCpuTime()));
    }

    /** Says how much memory is in use after collections that no longer free anything. */
    private static void weigh(String name) throws InterruptedException, IOException {
        long used = Long.MAX_VALUE;
        for (int reading = 0; reading < READINGS; reading++) {
            System.gc();
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            if (now > used - used / 100) {
                break;
            }
            used = now;
            Thread.sleep(BETWEEN_READINGS);
        }
        say(
                name + ".heap",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        say(name + ".rss", rss());
    }

    /** The memory that the kernel counts for this process, bytes; {@code VmRSS} in proc_pid_status(5). */
    private static long rss() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        String line = status.stream()
                .filter(each -> each.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/self/status says no VmRSS"));
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
    }

    private static void awaitEndOfInput() throws IOException {
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private static void say(String name, long number) {
        System.out.println(name + " " + number);
        System.out.flush();
    }
}
