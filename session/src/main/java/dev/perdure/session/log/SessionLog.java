package dev.perdure.session.log;

import dev.perdure.api.Timeline;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded, append-only log of bytes on disk. Offsets count the bytes from the session's beginning and never change
 * their meaning, however much has been dropped.
 *
 * <p><b>Durability.</b> An append is one write into the page cache: it survives {@code kill -9} of the daemon, which may
 * at worst tear the last block, and that is cut off when the log is opened again. {@link #sync()} makes it survive
 * the machine; a segment is synced when the next one begins.
 *
 * <p><b>Bound.</b> The log is made of eight segments or so. When they exceed the limit, the oldest is deleted whole.
 * When the disk is full, the oldest is deleted too, as long as there is one; then {@link #append} fails, the offset
 * moves on all the same, and the bytes are a gap that readers are told about.
 *
 * <p><b>Threads.</b> One thread appends, any number read. Readers wait for nobody and hold up nobody.
 */
public final class SessionLog implements AutoCloseable {
    /** 64 MiB, about as much as a day of a busy build server prints. */
    public static final long DEFAULT_LIMIT = 64L << 20;

    private static final Logger LOGGER = LoggerFactory.getLogger(SessionLog.class);
    private static final int SEGMENTS = 8;
    private static final int SMALLEST_LIMIT = 2 * SEGMENTS * Block.LARGEST;

    private final Path directory;
    private final long segmentSize;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();

    private volatile List<Segment> segments = List.of();
    private volatile long end;
    private @Nullable RandomAccessFile file;
    private @Nullable Thread syncing;
    private long position;
    private byte[] scratch = new byte[Block.HEADER + 4096];
    private boolean closed;

    private SessionLog(Path directory, long limit, Clock clock) {
        if (limit < SMALLEST_LIMIT) {
            throw new IllegalArgumentException("limit is below " + SMALLEST_LIMIT + ": " + limit);
        }
        this.directory = directory;
        this.segmentSize = limit / SEGMENTS;
        this.clock = clock;
    }

    /** Opens the log in a directory of its own, made where there is none; cuts off a torn tail. */
    public static SessionLog open(Path directory, long limit, Clock clock) {
        SessionLog log = new SessionLog(directory, limit, clock);
        try {
            log.recover();
        } catch (IOException e) {
            throw new UncheckedIOException("can't open the log in " + directory, e);
        }
        return log;
    }

    /** As {@link #open(Path, long, Clock)} with {@link #DEFAULT_LIMIT} and the system's clock. */
    public static SessionLog open(Path directory) {
        return open(directory, DEFAULT_LIMIT, Clock.systemUTC());
    }

    private void recover() throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            segments = files.map(Segment::of)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparingLong(Segment::base))
                    .toList();
        }
        if (segments.isEmpty()) {
            return;
        }
        Segment last = segments.getLast();
        Segment.Extent extent = last.scan();
        end = extent.end();
        RandomAccessFile opened = new RandomAccessFile(last.file().toFile(), "rw");
        file = opened;
        if (extent.length() == 0) {
            opened.setLength(0);
            opened.write(Segment.header(last.base()));
            position = Segment.HEADER;
            last.indexed();
        } else {
            if (opened.length() > extent.length()) {
                // Only then: it would pass for something recorded just now.
                opened.setLength(extent.length());
            }
            position = extent.length();
        }
    }

    /** The offset of the first byte that may still be there. */
    public long start() {
        List<Segment> now = segments;
        return now.isEmpty() ? end : now.getFirst().base();
    }

    /** The offset after the last byte. */
    public long end() {
        return end;
    }

    /** Appends bytes and returns the new end; see the class on what a failure leaves. */
    public long append(byte[] bytes) {
        return append(bytes, 0, bytes.length);
    }

    /** As {@link #append(byte[])} for a part of an array. */
    public long append(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the log in " + directory + " is closed");
            }
            for (int done = 0; done < length; ) {
                int part = Math.min(length - done, Block.LARGEST);
                try {
                    write(bytes, from + done, part);
                } catch (IOException e) {
                    skip(length - done);
                    throw new UncheckedIOException(
                            "can't record " + (length - done) + " bytes in " + directory + "; free disk space", e);
                }
                done += part;
            }
            return end;
        } finally {
            grown.signalAll();
            lock.unlock();
        }
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        if (scratch.length < Block.HEADER + length) {
            scratch = new byte[Block.HEADER + Block.LARGEST];
        }
        int size = Block.encode(end, clock.millis(), bytes, from, length, scratch);
        while (true) {
            try {
                RandomAccessFile target = file == null || position + size > segmentSize ? rotate() : file;
                target.seek(position);
                target.write(scratch, 0, size);
                break;
            } catch (IOException e) {
                // A segment that is still being synced is open, so deleting it would free nothing.
                awaitSync();
                cut();
                if (segments.size() <= (file == null ? 0 : 1)) {
                    throw e;
                }
                dropOldest();
            }
        }
        long begin = end;
        segments.getLast().note(begin, position);
        position += size;
        end = begin + length;
    }

    /** Waits until the last full segment is synced and closed. */
    private void awaitSync() {
        Thread thread = syncing;
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins a segment at the current end; it counts only when its header is written. */
    private RandomAccessFile rotate() throws IOException {
        Segment fresh = new Segment(Segment.file(directory, end), end);
        RandomAccessFile opened = new RandomAccessFile(fresh.file().toFile(), "rw");
        try {
            opened.setLength(0);
            opened.write(Segment.header(end));
        } catch (IOException e) {
            opened.close();
            fresh.delete();
            throw e;
        }
        fresh.indexed();
        RandomAccessFile full = file;
        if (full != null) {
            awaitSync();
            syncing = Thread.ofPlatform().daemon().name("log-sync").start(() -> syncAndClose(full));
        }
        file = opened;
        position = Segment.HEADER;
        List<Segment> longer = new ArrayList<>(segments);
        longer.removeIf(segment -> segment.base() == fresh.base());
        longer.add(fresh);
        segments = List.copyOf(longer);
        while (segments.size() > SEGMENTS) {
            dropOldest();
        }
        return opened;
    }

    private void dropOldest() throws IOException {
        Segment oldest = segments.getFirst();
        segments = List.copyOf(segments.subList(1, segments.size()));
        oldest.delete();
    }

    /** Takes back what a failed write may have left after the last whole block. */
    private void cut() throws IOException {
        RandomAccessFile target = file;
        if (target != null && target.length() > position) {
            target.setLength(position);
        }
    }

    /** Moves the end on over bytes that couldn't be written; the next append begins a segment after them. */
    private void skip(int length) {
        long begin = end;
        end = begin + length;
        RandomAccessFile left = file;
        file = null;
        if (left != null) {
            syncAndClose(left);
        }
    }

    private void syncAndClose(RandomAccessFile full) {
        try (full) {
            full.getFD().sync();
        } catch (IOException e) {
            LOGGER.warn("a part of the log in {} may not survive a power cut", directory, e);
        }
    }

    /**
     * Reads at most {@code max} bytes from an offset on, exactly. Doesn't wait.
     *
     * @throws IllegalArgumentException when {@code offset} is negative or beyond the end
     */
    public Slice read(long offset, int max) {
        checkOffset(offset);
        byte[] target = new byte[(int) Math.min(max, end - offset)];
        if (target.length == 0) {
            return new Slice.Bytes(offset, target);
        }
        int[] count = {0};
        long next = pass().from(offset, block -> {
            int skipped = (int) Math.max(0, offset - block.offset());
            int part = Math.min(block.payload().length - skipped, target.length - count[0]);
            System.arraycopy(block.payload(), skipped, target, count[0], part);
            count[0] += part;
            return count[0] < target.length;
        });
        return count[0] == 0 && next > offset
                ? new Slice.Dropped(offset, next)
                : new Slice.Bytes(offset, count[0] == target.length ? target : Arrays.copyOf(target, count[0]));
    }

    /**
     * Hands whole blocks to {@code reader}, from the one that holds {@code offset} up to the end or the first gap: what
     * was appended when. Returns where to read on: after a gap, the first offset that can be read again.
     */
    public long blocks(long offset, Consumer<Block> reader) {
        checkOffset(offset);
        return pass().from(offset, block -> {
            reader.accept(block);
            return true;
        });
    }

    private Pass pass() {
        long limit = end;
        return new Pass(segments, limit);
    }

    /** Waits until the end is beyond {@code offset}, or the log is closed; false when {@code limit} passed first. */
    public boolean await(long offset, Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long left = Timeline.nanos(limit);
            while (end <= offset && !closed) {
                if (left <= 0) {
                    return false;
                }
                left = grown.awaitNanos(left);
            }
            return end > offset;
        } finally {
            lock.unlock();
        }
    }

    /** True when nothing will be appended here any more. */
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** Makes everything appended so far survive a power cut. */
    public void sync() {
        RandomAccessFile current = current();
        if (current == null) {
            return;
        }
        try {
            // Outside of the lock: a slow disk must not hold up the program's output.
            current.getFD().sync();
        } catch (IOException e) {
            // A file that was closed meanwhile has been synced before that.
            if (current.equals(current())) {
                throw new UncheckedIOException("can't sync the log in " + directory, e);
            }
        }
    }

    private @Nullable RandomAccessFile current() {
        lock.lock();
        try {
            return file;
        } finally {
            lock.unlock();
        }
    }

    private void checkOffset(long offset) {
        if (offset < 0 || offset > end) {
            throw new IllegalArgumentException("offset is not from 0 to " + end + ": " + offset);
        }
    }

    /** Syncs and closes. Waiting readers are let go. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            grown.signalAll();
            if (file != null) {
                RandomAccessFile left = file;
                file = null;
                syncAndClose(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
