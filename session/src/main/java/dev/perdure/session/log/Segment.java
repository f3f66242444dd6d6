package dev.perdure.session.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log: a header (magic and the offset of its first byte), then blocks. A sparse index of one entry per
 * {@value #STRIDE} bytes of file finds an offset without reading from the front; the writer fills it as it appends, and
 * for a segment of an earlier life it is built by the first scan.
 *
 * <p>The writer alone appends; readers open the file for themselves, so that an interrupted reader closes nobody else's
 * channel.
 */
final class Segment {
    static final String SUFFIX = ".log";
    static final int HEADER = 16;
    private static final byte[] MAGIC = "PDLOG\0\1\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int STRIDE = 256 * 1024;

    private final Path file;
    private final long base;
    private long[] offsets = new long[4];
    private long[] positions = new long[4];
    private int entries;
    private boolean indexed;

    Segment(Path file, long base) {
        this.file = file;
        this.base = base;
    }

    static Path file(Path directory, long base) {
        return directory.resolve(String.format("%019d%s", base, SUFFIX));
    }

    /** The segment that a file is by its name, or empty when it is something else. */
    static Optional<Segment> of(Path file) {
        String name = file.getFileName().toString();
        return name.matches("[0-9]{19}\\" + SUFFIX)
                ? Optional.of(new Segment(file, Long.parseLong(name.substring(0, 19))))
                : Optional.empty();
    }

    static byte[] header(long base) {
        return ByteBuffer.allocate(HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .putLong(base)
                .array();
    }

    Path file() {
        return file;
    }

    long base() {
        return base;
    }

    /** Notes that the block of {@code offset} begins at {@code position}. */
    synchronized void note(long offset, long position) {
        if (entries > 0 && position - positions[entries - 1] < STRIDE) {
            return;
        }
        if (entries == offsets.length) {
            offsets = Arrays.copyOf(offsets, entries * 2);
            positions = Arrays.copyOf(positions, entries * 2);
        }
        offsets[entries] = offset;
        positions[entries++] = position;
    }

    /** Says that the index is complete, so far as there are blocks. */
    synchronized void indexed() {
        indexed = true;
    }

    private synchronized long[] start(long offset) {
        int index = Arrays.binarySearch(offsets, 0, entries, offset);
        int entry = index >= 0 ? index : -index - 2;
        return entry < 0 ? new long[] {base, HEADER} : new long[] {offsets[entry], positions[entry]};
    }

    /** What a scan found: where the blocks end in bytes of log and of file. */
    record Extent(long end, long length) {}

    /** Reads all blocks, builds the index, and tells where the last whole one ends. What follows is a torn tail. */
    Extent scan() throws IOException {
        try (Cursor cursor = new Cursor(base, HEADER)) {
            if (!cursor.headerIsRight()) {
                return new Extent(base, 0);
            }
            long position = HEADER;
            for (Block block = cursor.next(); block != null; block = cursor.next()) {
                note(block.offset(), position);
                position += Block.HEADER + block.payload().length;
            }
            indexed();
            return new Extent(cursor.offset, position);
        }
    }

    /** A cursor at the block that holds {@code offset}, or at the last one before it. */
    Cursor cursor(long offset) throws IOException {
        boolean known;
        synchronized (this) {
            known = indexed;
        }
        if (!known) {
            scan();
        }
        long[] start = start(offset);
        return new Cursor(start[0], start[1]);
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Reads block after block; null at the end or at the first that isn't whole. */
    final class Cursor implements AutoCloseable {
        private final FileChannel channel;
        private final ByteBuffer buffer;
        private long offset;
        private long position;

        Cursor(long offset, long position) throws IOException {
            this.channel = FileChannel.open(file, StandardOpenOption.READ);
            this.offset = offset;
            this.position = position;
            // Room for one block at least, so that fill() always gets a whole one in.
            this.buffer = ByteBuffer.allocate(Block.HEADER + Block.LARGEST)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .limit(0);
        }

        boolean headerIsRight() throws IOException {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            while (header.hasRemaining() && channel.read(header, header.position()) > 0) {}
            return Arrays.equals(header.array(), Segment.header(base));
        }

        @Nullable
        Block next() throws IOException {
            if (!fill(Block.HEADER)) {
                return null;
            }
            int length = buffer.getInt(buffer.position());
            if (length <= 0 || length > Block.LARGEST || !fill(Block.HEADER + length)) {
                return null;
            }
            int checksum = buffer.getInt(buffer.position() + 4);
            long millis = buffer.getLong(buffer.position() + 8);
            byte[] payload = new byte[length];
            buffer.get(buffer.position() + Block.HEADER, payload);
            if (checksum != Block.checksum(offset, millis, payload, 0, length)) {
                return null;
            }
            Block block = new Block(offset, Instant.ofEpochMilli(millis), payload);
            buffer.position(buffer.position() + Block.HEADER + length);
            offset += length;
            return block;
        }

        private boolean fill(int wanted) throws IOException {
            if (buffer.remaining() >= wanted) {
                return true;
            }
            buffer.compact();
            while (buffer.position() < wanted) {
                int count = channel.read(buffer, position);
                if (count <= 0) {
                    break;
                }
                position += count;
            }
            buffer.flip();
            return buffer.remaining() >= wanted;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
