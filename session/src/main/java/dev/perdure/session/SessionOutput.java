package dev.perdure.session;

import dev.perdure.session.anchor.SessionFiles;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.log.Slice;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.ClippedView;
import dev.perdure.session.screen.Replies;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenListener;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session's output on its way: read once, recorded, taken into the screen, handed to every client.
 *
 * <p>One lock makes log, screen and clients agree: under it, the screen is always what the log up to its end makes. So a
 * client that gets a snapshot under the lock can be given what follows without a gap. Nothing under it waits for a
 * client, for the program, or for more than a write into the page cache. Taken before a client's own lock, never after.
 */
final class SessionOutput implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SessionOutput.class);
    private static final int PART = 64 * 1024;
    /** The text of two screens of the largest size. */
    private static final long LARGEST_TEXT = 8L * (Screen.MAX_SIZE + 4) * Screen.MAX_SIZE;

    private static final int MOST_WAITING = 256 * 1024;
    private static final long LONGEST_REPLAY = 8L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Object writing = new Object();
    private final SessionFiles files;
    private final SessionLog log;
    private final SizeHistory sizes;
    private final ScreenOptions options;
    private final Clock clock;
    private final Replies replies;
    private final ScreenListener listener;
    private final List<Attachment> attachments = new CopyOnWriteArrayList<>();
    private final long replayBound;
    private final Executor background;
    private @Nullable Screen screen;
    /** The offset of the screen on disk. */
    private long saved;

    /** Read, but not yet recorded nor shown. */
    private byte[] waiting = {};

    private volatile Instant lastOutput;
    private boolean replaying;
    private boolean failing;
    private boolean saving;
    private @Nullable Labels labels;

    SessionOutput(
            SessionFiles files,
            SessionRecord record,
            Clock clock,
            Executor background,
            Replies replies,
            ScreenListener listener) {
        this.files = files;
        this.clock = clock;
        this.replies = replies;
        this.listener = listener;
        log = SessionLog.open(files.log().resolve("output"), record.outputLimit(), clock);
        sizes = SizeHistory.open(files.directory());
        options = ScreenOptions.DEFAULT.withScrollback(record.scrollback());
        replayBound = Math.min(LONGEST_REPLAY, record.outputLimit() / 2);
        this.background = background;
        lastOutput = lastRecorded(files.log().resolve("output"), record.created());
    }

    /** When something was recorded last, by the files' own times. */
    private static Instant lastRecorded(Path folder, Instant otherwise) {
        try (Stream<Path> segments = Files.list(folder)) {
            return segments.map(segment -> segment.toFile().lastModified())
                    .max(Comparator.naturalOrder())
                    .map(Instant::ofEpochMilli)
                    .orElse(otherwise);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Output of the program. Called by one thread at a time. Returns false when it is so much work for the screen that a part
     * waits: then call {@link #takeIn} elsewhere until nothing does, and read no more meanwhile.
     */
    boolean append(byte[] bytes, int length) {
        lock.lock();
        try {
            if (waiting.length + length > MOST_WAITING) {
                takeAllIn();
            }
            if (waiting.length > 0) {
                byte[] joined = Arrays.copyOf(waiting, waiting.length + length);
                System.arraycopy(bytes, 0, joined, waiting.length, length);
                waiting = joined;
                return false;
            }
            int taken = take(bytes, length);
            waiting = Arrays.copyOfRange(bytes, taken, length);
            return waiting.length == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes some of the output in that waits; true when none waits any more. */
    boolean takeIn() {
        lock.lock();
        try {
            if (waiting.length > 0) {
                waiting = Arrays.copyOfRange(waiting, take(waiting, waiting.length), waiting.length);
            }
            return waiting.length == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all output in that waits, before nothing is taken in any more. */
    void takeAllIn() {
        while (!takeIn()) {
            // Others get the lock in between.
            Thread.onSpinWait();
        }
    }

    /** Records, shows and hands on what is not too much work at once; returns how many bytes that is. Under the lock. */
    private int take(byte[] bytes, int length) {
        Screen current = screen();
        long offset = log.end();
        int taken = current.feedSome(bytes, 0, length);
        record(bytes, taken);
        lastOutput = clock.instant();
        if (log.end() - saved >= replayBound && !saving) {
            saving = true;
            background.execute(() -> save(false));
        }
        if (!attachments.isEmpty()) {
            byte[] copy = Arrays.copyOf(bytes, taken);
            attachments.forEach(attachment -> attachment.offer(offset, copy));
        }
        return taken;
    }

    private void record(byte[] bytes, int length) {
        try {
            log.append(bytes, 0, length);
            failing = false;
        } catch (UncheckedIOException e) {
            // A full disk costs the record, not the session; readers of the log are told of the gap.
            if (!failing) {
                LOGGER.error("output of the session in {} isn't recorded", files.directory(), e);
            }
            failing = true;
        }
    }

    /** Gives the screen another size, after the terminal has it; false when it has it already. */
    boolean resize(TerminalSize size) {
        lock.lock();
        try {
            Screen current = screen();
            if (current.columns() == size.columns() && current.rows() == size.rows()) {
                return false;
            }
            sizes.add(new SizeHistory.Change(log.end(), clock.instant(), size));
            current.resize(size.columns(), size.rows());
            attachments.forEach(attachment -> attachment.offer(size));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Notes the size that a new session begins with. */
    void begin(TerminalSize size) {
        sizes.add(new SizeHistory.Change(0, clock.instant(), size));
    }

    /** Looks at the screen while it stands still. {@code look} must be short and keep nothing of it. */
    <T> T look(Function<Screen, T> look) {
        lock.lock();
        try {
            return look.apply(screen());
        } finally {
            lock.unlock();
        }
    }

    SessionLog log() {
        return log;
    }

    List<SizeHistory.Change> sizes() {
        lock.lock();
        try {
            return sizes.all();
        } finally {
            lock.unlock();
        }
    }

    TerminalSize size() {
        lock.lock();
        try {
            return screen == null ? sizes.last() : new TerminalSize(screen.columns(), screen.rows());
        } finally {
            lock.unlock();
        }
    }

    Instant lastOutput() {
        return lastOutput;
    }

    /** True while the screen is made again from the log, when nobody waits for its answers any more. */
    boolean replaying() {
        return replaying;
    }

    List<Attachment> attachments() {
        return attachments;
    }

    void add(Attachment attachment) {
        lock.lock();
        try {
            attachments.add(attachment);
        } finally {
            lock.unlock();
        }
    }

    void remove(Attachment attachment) {
        attachments.remove(attachment);
    }

    /** Makes the attachment live with a snapshot of now. */
    Delivery.Screen refresh(Attachment attachment, int scrollbackLines, Delivery.Why why) {
        lock.lock();
        try {
            Screen current = screen();
            byte[] bytes = Snapshot.of(current, scrollbackLines, true);
            attachment.live();
            return new Delivery.Screen(log.end(), bytes, new TerminalSize(current.columns(), current.rows()), why);
        } finally {
            lock.unlock();
        }
    }

    /** What makes a window show the screen of now. */
    byte[] paint(ClippedView view, TerminalSize window) {
        lock.lock();
        try {
            return view.paint(screen(), window.columns(), window.rows());
        } finally {
            lock.unlock();
        }
    }

    /** Makes the attachment live if {@code position} is where the output ends; nothing is between log and live then. */
    boolean join(Attachment attachment, long position) {
        lock.lock();
        try {
            if (log.end() != position) {
                return false;
            }
            attachment.live();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The screen, made from the newest one on disk and what was recorded after it. Under the lock. */
    private Screen screen() {
        Screen current = screen;
        if (current == null) {
            replaying = true;
            try {
                current = restore();
                screen = current;
            } finally {
                replaying = false;
            }
        }
        return current;
    }

    private Screen restore() {
        ScreenFile file = ScreenFile.read(files.directory(), mostBytes())
                .filter(found -> found.offset() >= log.start() && found.offset() <= log.end())
                .orElse(null);
        long from = file == null ? log.start() : file.offset();
        TerminalSize size = file == null ? sizes.at(from) : file.size();
        Screen fresh = new Screen(size.columns(), size.rows(), options, replies, listener);
        if (file != null) {
            fresh.feed(file.snapshot());
        }
        saved = from;
        // Changes at the very offset are in the file's size already, unless the last one came after it was written.
        for (SizeHistory.Change change : sizes.after(from)) {
            replay(fresh, from, Math.min(change.offset(), log.end()));
            from = Math.max(from, Math.min(change.offset(), log.end()));
            fresh.resize(change.size().columns(), change.size().rows());
        }
        replay(fresh, from, log.end());
        TerminalSize last = sizes.last();
        if (last.columns() != fresh.columns() || last.rows() != fresh.rows()) {
            fresh.resize(last.columns(), last.rows());
        }
        return fresh;
    }

    /** The largest screen file that {@link #save} makes: where the size of the window is the bound, that of the largest. */
    private long mostBytes() {
        return Math.max(Snapshot.mostBytes(options), LARGEST_TEXT);
    }

    private void replay(Screen target, long from, long to) {
        long at = from;
        while (at < to) {
            Slice read;
            try {
                read = log.read(at, (int) Math.min(PART, to - at));
            } catch (UncheckedIOException e) {
                LOGGER.error(
                        "the output in {} can't be read from {} on; the screen is made without it", files.log(), at, e);
                return;
            }
            switch (read) {
                case Slice.Bytes slice -> {
                    if (slice.bytes().length == 0) {
                        return;
                    }
                    target.feed(slice.bytes());
                    at = slice.next();
                }
                case Slice.Dropped gap -> at = gap.next();
            }
        }
    }

    /** Writes the screen to disk when that saves a new host much replaying, or {@code now} in any case. */
    void save(boolean now) {
        ScreenFile file;
        lock.lock();
        try {
            Screen current = screen;
            long end = log.end();
            saving = false;
            boolean changed = end > saved || (end > 0 && resizedSince(saved));
            if (current == null || !changed || (!now && end - saved < replayBound)) {
                return;
            }
            TerminalSize size = new TerminalSize(current.columns(), current.rows());
            file = new ScreenFile(end, size, Snapshot.of(current));
            saved = end;
        } finally {
            lock.unlock();
        }
        synchronized (writing) {
            file.write(files.directory());
        }
    }

    private boolean resizedSince(long offset) {
        return sizes.all().stream().anyMatch(change -> change.offset() >= offset);
    }

    /** What a program calls its window, and where it says it is. */
    record Labels(String title, String directory) {}

    /** The labels; kept apart from the screen, so that a list of ended sessions needn't make their screens again. */
    Labels labels() {
        lock.lock();
        try {
            Screen current = screen;
            if (current != null || labels == null) {
                Screen shown = screen();
                labels = new Labels(shown.title(), shown.workingDirectory());
                if (current == null) {
                    screen = null;
                }
            }
            return labels;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of the screen's memory; it is made again when somebody looks. For a session that has ended. */
    void rest() {
        takeAllIn();
        save(true);
        lock.lock();
        try {
            if (attachments.isEmpty() && screen != null) {
                labels();
                screen = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records no more; what is recorded can still be read. */
    @Override
    public void close() {
        log.close();
    }
}
