package dev.perdure.server;

import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.RollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.helper.CompressionMode;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Keeps a few older files of a log: {@code daemon.1.log} is the newest of them. Logback's own policies take the path for a pattern, in which
 * a {@code %} means something.
 *
 * <p>Logback calls it by one thread at a time.
 */
final class OlderFiles extends ContextAwareBase implements RollingPolicy {
    private final Path log;
    private final int count;
    private boolean started;

    /** The older files of that log, at most so many. */
    OlderFiles(Path log, int count) {
        this.log = log;
        this.count = count;
    }

    @Override
    public void rollover() {
        try {
            for (int i = count - 1; i >= 1; i--) {
                if (Files.exists(older(i))) {
                    move(older(i), older(i + 1));
                }
            }
            if (Files.exists(log)) {
                move(log, older(1));
            }
        } catch (IOException e) {
            throw new RolloverFailure(log + " can't be moved aside: " + Reason.of(e), e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path older(int number) {
        String name = log.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return log.resolveSibling(name.substring(0, dot) + "." + number + name.substring(dot));
    }

    @Override
    public String getActiveFileName() {
        return log.toString();
    }

    @Override
    public CompressionMode getCompressionMode() {
        return CompressionMode.NONE;
    }

    @Override
    public void setParent(FileAppender<?> appender) {
        // The path is known already.
    }

    @Override
    public void start() {
        started = true;
    }

    @Override
    public void stop() {
        started = false;
    }

    @Override
    public boolean isStarted() {
        return started;
    }
}
