package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import org.slf4j.LoggerFactory;

/**
 * The daemon's process. Arguments: {@code [--state DIR] [--types JAR[,JAR]] [--foreground]}. SIGTERM stops it cleanly; so does SIGINT in the
 * foreground.
 *
 * <p>If it can't start, it says why in one sentence on the standard error and exits with the code of the error ({@link ErrorCode#exitCode()}),
 * or with {@link #TAKEN} where another process has the state directory.
 */
public final class DaemonMain {
    /** EX_TEMPFAIL of sysexits(3): another daemon was faster, which is no error for whoever wanted one to run. */
    static final int TAKEN = 75;

    private DaemonMain() {}

    /** Runs a daemon until it is stopped. */
    public static void main(String[] args) throws InterruptedException {
        System.exit(run(args));
    }

    /** The same in a process that has more to do; returns the exit code. */
    public static int run(String... args) throws InterruptedException {
        try {
            DaemonOptions options = DaemonOptions.parse(args);
            options.state().prepare();
            DaemonLog.install(options.state(), options.foreground());
            Thread.setDefaultUncaughtExceptionHandler((thread, e) ->
                    LoggerFactory.getLogger(DaemonMain.class).error("Thread {} died", thread.getName(), e));
            try (Daemon daemon = Daemon.start(options)) {
                Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "stop"));
                daemon.await();
            }
            return 0;
        } catch (PerdureException e) {
            System.err.println(e.getMessage());
            LoggerFactory.getLogger(DaemonMain.class).error("The daemon could not start", e);
            return e.code() == ErrorCode.STORE_LOCKED ? TAKEN : e.code().exitCode();
        }
    }
}
