package dev.perdure.cli.replay;

import dev.perdure.api.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays a record on a terminal at the pace at which it was recorded, and does what keys say. The record's time stands still while it is
 * paused; jumps go by that time. Not thread-safe: other threads only put keys into its queue.
 */
public final class Player {
    /** How far an arrow jumps. */
    static final Duration JUMP = Duration.ofSeconds(5);

    /** A blank screen with the cursor at home, without what resets do to a terminal's history: DECSTR, ED, CUP. */
    private static final String BLANK = "\033[!p\033[2J\033[H";

    private static final String RESET = "\033c";

    private final CastSource source;
    private final Pace pace;
    private final BlockingQueue<ReplayKey> keys;
    private final Display display;
    private CastSource.Cast cast;
    private @Nullable CastEvent next;
    /** Up to where it was played, in the record's time. */
    private Duration now;

    private boolean paused;
    /** When, by the clock, what was played last was due. */
    private long dueNanos = System.nanoTime();

    /**
     * How fast.
     *
     * @param speed how often faster than it was recorded
     * @param idleLimit the longest pause in the record's time, or null for what the record says
     */
    public record Pace(double speed, @Nullable Duration idleLimit) {}

    /** Where it is shown. */
    public interface Display {
        /** Shows output. */
        void write(byte[] output) throws IOException;
    }

    /** Opens the record. */
    public Player(CastSource source, Pace pace, BlockingQueue<ReplayKey> keys, Display display) throws IOException {
        this.source = source;
        this.pace = pace;
        this.keys = keys;
        this.display = display;
        this.cast = source.open();
        this.now = cast.begins();
    }

    /** What it was recorded on. */
    public CastReader reader() {
        return cast.reader();
    }

    /** Plays; true when it came to the end, false when it was left before. */
    public boolean play() throws IOException, InterruptedException {
        try {
            show(BLANK);
            advance();
            if (source.wanted().isPositive()) {
                seek(source.wanted());
            }
            while (next != null) {
                ReplayKey key = awaitNext();
                if (key == ReplayKey.QUIT) {
                    return false;
                }
                if (key == null) {
                    showNext();
                } else {
                    obey(key);
                }
            }
            return true;
        } finally {
            cast.reader().close();
        }
    }

    /** Waits for the time of the next event; a key that was pressed before is returned. */
    private @Nullable ReplayKey awaitNext() throws InterruptedException {
        if (paused) {
            return keys.take();
        }
        long left = dueNanos + delayNanos() - System.nanoTime();
        return left > 0 ? keys.poll(left, TimeUnit.NANOSECONDS) : keys.poll();
    }

    private long delayNanos() {
        Duration delay = timeOfNext().minus(now);
        Duration limit = pace.idleLimit() == null ? cast.reader().idleLimit() : pace.idleLimit();
        if (limit != null && delay.compareTo(limit) > 0) {
            delay = limit;
        }
        return (long) (Timeline.nanos(delay) / pace.speed());
    }

    private void obey(ReplayKey key) throws IOException {
        switch (key) {
            case PAUSE -> {
                now = reached();
                paused = !paused;
                dueNanos = System.nanoTime();
            }
            case STEP -> {
                if (paused) {
                    boolean shown = false;
                    while (next != null && !shown) {
                        shown = next.isOutput();
                        showNext();
                    }
                }
            }
            case MARKER -> {
                boolean found = false;
                while (next != null && !found) {
                    found = next.code().equals("m");
                    showNext();
                }
                dueNanos = System.nanoTime();
            }
            case BACK -> seek(reached().minus(JUMP));
            case FORTH -> seek(reached().plus(JUMP));
            case QUIT -> throw new IllegalStateException("whoever leaves doesn't obey");
        }
    }

    /** The record's time at this moment: between that of what was shown last and that of what comes next. */
    private Duration reached() {
        if (paused) {
            return now;
        }
        Duration played = Duration.ofNanos((long) ((System.nanoTime() - dueNanos) * pace.speed()));
        Duration at = now.plus(played.isNegative() ? Duration.ZERO : played);
        return at.compareTo(timeOfNext()) > 0 ? timeOfNext() : at;
    }

    private void seek(Duration wanted) throws IOException {
        Duration target = wanted.isNegative() ? Duration.ZERO : wanted;
        if (target.compareTo(now) < 0) {
            CastSource.Cast opened = source.openAt(target);
            cast.reader().close();
            cast = opened;
            show(RESET);
            advance();
        }
        while (next != null && timeOfNext().compareTo(target) <= 0) {
            showNext();
        }
        now = target;
        dueNanos = System.nanoTime();
    }

    private void showNext() throws IOException {
        CastEvent event = next;
        if (event == null) {
            return;
        }
        if (event.isOutput()) {
            show(event.data());
        }
        dueNanos = Math.max(dueNanos + delayNanos(), System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
        now = timeOfNext();
        advance();
    }

    private Duration timeOfNext() {
        return next == null ? now : cast.begins().plus(next.time());
    }

    private void advance() throws IOException {
        next = cast.reader().next();
    }

    private void show(String output) throws IOException {
        display.write(output.getBytes(StandardCharsets.UTF_8));
    }
}
