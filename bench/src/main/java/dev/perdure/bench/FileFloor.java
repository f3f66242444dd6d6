package dev.perdure.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** What the same bytes cost without a database: written one group after another to a preallocated file, each forced to the disk. */
final class FileFloor {
    private static final int CHUNK = 1 << 20;

    private FileFloor() {}

    /**
     * Writes groups of equal size to a new file, and removes it again.
     *
     * @return how long each group took, nanoseconds
     */
    static long[] run(Path file, long bytes, int groups) throws IOException {
        ByteBuffer group = ByteBuffer.allocateDirect((int) Math.max(1, bytes / groups));
        byte[] content = new byte[group.capacity()];
        ThreadLocalRandom.current().nextBytes(content);
        group.put(content);
        long[] nanos = new long[groups];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            allocate(channel, (long) group.capacity() * groups);
            for (int i = 0; i < groups; i++) {
                long before = System.nanoTime();
                writeFully(channel, group.rewind(), (long) group.capacity() * i);
                channel.force(false);
                nanos[i] = System.nanoTime() - before;
            }
        } finally {
            Files.deleteIfExists(file);
        }
        return nanos;
    }

    private static void allocate(FileChannel channel, long size) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK);
        for (long at = 0; at < size; at += CHUNK) {
            writeFully(channel, zeros.rewind().limit((int) Math.min(CHUNK, size - at)), at);
        }
        channel.force(true);
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
        long position = at;
        while (buffer.hasRemaining()) {
            position += channel.write(buffer, position);
        }
    }
}
