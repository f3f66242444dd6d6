package dev.perdure.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import org.slf4j.LoggerFactory;

/** Where a daemon logs: {@code daemon.log} and up to three older files of 8 MiB, and the terminal if it has one. */
final class DaemonLog {
    private static final long FILE_LIMIT = 8 << 20;
    private static final int OLDER_FILES = 3;
    private static final String PATTERN = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level %logger{0} - %msg%n";

    private DaemonLog() {}

    static void install(StateDirectory state, boolean terminal) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        context.getLogger("io.javalin").setLevel(Level.WARN);
        root.addAppender(file(context, state));
        if (terminal) {
            var console = new ConsoleAppender<ILoggingEvent>();
            console.setTarget("System.err");
            root.addAppender(started(console, context));
        }
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, StateDirectory state) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setFile(state.log().toString());

        var older = new OlderFiles(state.log(), OLDER_FILES);
        older.setContext(context);
        older.start();
        appender.setRollingPolicy(older);

        var full = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        full.setContext(context);
        full.setMaxFileSize(new FileSize(FILE_LIMIT));
        full.start();
        appender.setTriggeringPolicy(full);
        return started(appender, context);
    }

    private static <A extends OutputStreamAppender<ILoggingEvent>> A started(A appender, LoggerContext context) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }
}
