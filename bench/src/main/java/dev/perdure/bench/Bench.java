package dev.perdure.bench;

import dev.perdure.session.linux.Platform;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The bench's entry: {@code bench [W1 ...] [S1 ...] [--json FILE] [--quick] [--dir DIRECTORY]}. */
public final class Bench {
    /** The logging of a bench and its children: to standard error. */
    static final String LOGGING = "bench-logback.xml";

    private static final List<Workload> WORKLOADS = List.of(
            new ManyClients(),
            new OneAtATime(),
            new FanOut(),
            new SignalLatency(),
            new Sleeps(),
            new Restart(),
            new Footprint(),
            new LongHistory(),
            new MillionWaiting(),
            new LogThroughput(),
            new KeyEcho(),
            new AttachTime(),
            new FirstPrompt(),
            new StalledClients(),
            new IdleMemory(),
            new IdleProcessor(),
            new AdoptionTime(),
            new FreezeTime(),
            new ReattachedScreen(),
            new ScreenSpeed());
    private static final String USAGE =
            "Usage: bench [W1 ... W9] [S1 ... S11] [--json FILE] [--quick] [--dir DIRECTORY ON A REAL DISK]";
    private static final int BAD_INPUT = 2;

    private Bench() {}

    /** Runs the workloads that are named, or all. */
    public static void main(String[] args) throws Exception {
        System.setProperty("logback.configurationFile", LOGGING);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter progress = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Order order;
        try {
            order = Order.parse(args);
        } catch (IllegalArgumentException e) {
            progress.println(e.getMessage() + System.lineSeparator() + USAGE);
            System.exit(BAD_INPUT);
            return;
        }
        Report report = run(order, progress);
        report.print(out);
        if (order.json != null) {
            report.write(order.json);
        }
    }

    private static Report run(Order order, PrintWriter progress) throws Exception {
        Sizes sizes = order.quick ? Sizes.QUICK : Sizes.FULL;
        try (Scratch scratch = new Scratch(order.directory)) {
            if (scratch.isWithoutDisk()) {
                progress.println("Warning: " + scratch.root() + " is on " + scratch.fileSystem()
                        + ", where an fsync costs nothing; name a directory on a real disk by --dir.");
            }
            Environment environment = Environment.here(scratch);
            if (environment.isBusy()) {
                progress.println("Warning: the machine is busy with something else (load "
                        + String.format(Locale.ROOT, "%.1f", environment.loadBefore()) + " on "
                        + environment.processors()
                        + " processors). The layer has several threads and its floor one, so the ratios will be wrong;"
                        + " only processor times still mean something.");
            }
            Conditions conditions = new Conditions(scratch, sizes, progress);
            List<Measure> measures = new ArrayList<>();
            for (Workload workload : order.workloads) {
                if (workload.id().startsWith("S") && Platform.obstacle().isPresent()) {
                    conditions.say(workload.id() + " is left out: "
                            + Platform.obstacle().get());
                    continue;
                }
                conditions.say(workload.id() + ": " + workload.title());
                measures.addAll(workload.run(conditions));
                scratch.clear();
            }
            return new Report(environment, sizes, measures);
        }
    }

    private record Order(List<Workload> workloads, @Nullable Path json, boolean quick, Path directory) {
        static Order parse(String[] args) {
            List<Workload> workloads = new ArrayList<>();
            Path json = null;
            boolean quick = false;
            Path directory = Path.of(System.getProperty("java.io.tmpdir"));
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--json" -> json = Path.of(value(args, ++i));
                    case "--dir" -> directory = Path.of(value(args, ++i));
                    case "--quick" -> quick = true;
                    default -> workloads.add(workload(args[i]));
                }
            }
            return new Order(workloads.isEmpty() ? WORKLOADS : workloads, json, quick, directory);
        }

        private static String value(String[] args, int place) {
            if (place == args.length) {
                throw new IllegalArgumentException(args[place - 1] + " needs a value.");
            }
            return args[place];
        }

        private static Workload workload(String id) {
            return WORKLOADS.stream()
                    .filter(workload -> workload.id().equals(id.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("There is no workload " + id + "."));
        }
    }
}
