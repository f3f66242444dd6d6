package dev.perdure.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;

/**
 * Where and under what a bench ran.
 *
 * @param time when it began
 * @param system the operating system
 * @param processors how many the JVM sees
 * @param java the JVM
 * @param flags what this JVM was started with
 * @param childFlags what the JVMs that it starts are started with
 * @param fileSystem the type of file system under the state directories
 * @param loadBefore how many processors of the whole machine were at work while the bench waited for it; negative if unknown
 */
record Environment(
        String time,
        String system,
        int processors,
        String java,
        List<String> flags,
        List<String> childFlags,
        String fileSystem,
        double loadBefore) {
    /** From which share of the processors on others' load makes the ratios doubtful. */
    private static final double BUSY = 0.25;

    /** This one. */
    static Environment here(Scratch scratch) throws IOException, InterruptedException {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return new Environment(
                Instant.now().toString(),
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                system.getAvailableProcessors(),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                List.copyOf(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                ChildJvm.FLAGS,
                scratch.fileSystem(),
                ProcessorLoad.ofOthers(ProcessorLoad.LONG_ENOUGH));
    }

    /** Whether others kept the machine so busy that the figures say more about them. */
    boolean isBusy() {
        return loadBefore > BUSY * processors;
    }
}
