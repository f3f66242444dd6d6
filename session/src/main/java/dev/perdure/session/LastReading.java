package dev.perdure.session;

import dev.perdure.session.pty.OutputListener;
import dev.perdure.session.pty.Pty;
import dev.perdure.session.pty.Reactor;
import dev.perdure.session.pty.TerminalSize;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until each thread of a reactor is through with what it was doing: a watch that was closed may have a call of its
 * listener under way, with output that is out of the kernel and not yet recorded. Every thread gets a terminal that echoes
 * a line; when the echo arrives, everything before it on that thread is done.
 */
final class LastReading implements OutputListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(LastReading.class);
    private static final long PATIENCE_SECONDS = 2;

    private final CountDownLatch passed;
    private boolean heard;

    private LastReading(CountDownLatch passed) {
        this.passed = passed;
    }

    static void await(Reactor reactor, int threads) {
        CountDownLatch passed = new CountDownLatch(threads);
        List<Pty> echoes = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                Pty echo = Pty.open(TerminalSize.DEFAULT);
                echoes.add(echo);
                reactor.watch(echo, new LastReading(passed));
                echo.write(new byte[] {'\n'}, 0, 1);
            }
            if (!passed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("a terminal's reader is held up; its last output may not be recorded");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            echoes.forEach(Pty::close);
        }
    }

    @Override
    public void output(byte[] bytes, int length) {
        pass();
    }

    @Override
    public void end() {
        pass();
    }

    @Override
    public void failed(RuntimeException failure) {
        pass();
    }

    private void pass() {
        if (!heard) {
            heard = true;
            passed.countDown();
        }
    }
}
