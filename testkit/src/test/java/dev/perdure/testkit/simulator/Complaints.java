package dev.perdure.testkit.simulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.perdure.api.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Hears what the engine logs as an error: in a simulated history that is a finding, unless the store was down. */
final class Complaints extends AppenderBase<ILoggingEvent> {
    // Threads of a simulation are begun by others of it, so they all inherit whose they are.
    private static final InheritableThreadLocal<@Nullable Witness> LISTENING = new InheritableThreadLocal<>();

    static {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.perdure");
        Complaints complaints = new Complaints();
        complaints.setContext(logger.getLoggerContext());
        complaints.start();
        logger.setAdditive(false);
        logger.setLevel(Level.ERROR);
        logger.addAppender(complaints);
    }

    /** Has the errors of this thread, and of those that it begins, told to a witness. */
    static void hear(@Nullable Witness witness) {
        LISTENING.set(witness);
    }

    @Override
    protected void append(ILoggingEvent event) {
        Witness witness = LISTENING.get();
        Throwable thrown = event.getThrowableProxy() instanceof ThrowableProxy proxy ? proxy.getThrowable() : null;
        if (witness != null && !(thrown instanceof StoreUnavailableException)) {
            Violation _ = witness.found("the engine logs as an error: " + event.getFormattedMessage()
                    + (thrown == null ? "" : ": " + thrown + at(thrown)));
        }
    }

    private static String at(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(6, trace.length); i++) {
            text.append(" at ").append(trace[i]);
        }
        return text.toString();
    }
}
