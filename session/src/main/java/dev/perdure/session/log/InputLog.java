package dev.perdure.session.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Who typed what into a session, and when: a {@link SessionLog} of which each block is one entry, the length of the operator's
 * name (2 bytes, big-endian), the name in UTF-8, the bytes.
 *
 * <p>Thread-safe as the log is: one thread records, any number read.
 */
public final class InputLog implements AutoCloseable {
    private static final int LONGEST_NAME = 1024;
    private static final int PART = 32 * 1024;

    private final SessionLog log;

    private InputLog(SessionLog log) {
        this.log = log;
    }

    public static InputLog open(Path directory, long limit, Clock clock) {
        return new InputLog(SessionLog.open(directory, limit, clock));
    }

    /**
     * Input of one operator.
     *
     * @param position where the entry is in the log; entries after it have higher ones
     */
    @SuppressWarnings("ArrayRecordComponent") // Shown or exported, never compared.
    public record Entry(long position, Instant time, String operator, byte[] bytes) {
        /** Where the entry after it is. */
        public long next() {
            return position + 2 + operator.getBytes(StandardCharsets.UTF_8).length + bytes.length;
        }
    }

    /** Where the next entry will be. */
    public long end() {
        return log.end();
    }

    /** Records input; a large one becomes several entries of the same operator. */
    public void record(String operator, byte[] bytes) {
        byte[] name = operator.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "operator is empty or longer than " + LONGEST_NAME + " bytes: " + operator);
        }
        for (int from = 0; from < bytes.length; from += PART) {
            int length = Math.min(PART, bytes.length - from);
            log.append(ByteBuffer.allocate(2 + name.length + length)
                    .putShort((short) name.length)
                    .put(name)
                    .put(bytes, from, length)
                    .array());
        }
    }

    /**
     * Hands over the entries from {@code position} on, 0 for the earliest that is kept, and returns where to read on.
     *
     * @param position 0, an entry's position, or what an earlier call returned
     */
    public long entries(long position, Consumer<Entry> reader) {
        long at = Math.max(position, log.start());
        while (true) {
            long next = log.blocks(at, block -> reader.accept(decode(block)));
            if (next == at || next == log.end()) {
                return next;
            }
            at = next;
        }
    }

    private static Entry decode(Block block) {
        ByteBuffer payload = ByteBuffer.wrap(block.payload());
        int length = Short.toUnsignedInt(payload.getShort());
        String operator = new String(block.payload(), 2, length, StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOfRange(block.payload(), 2 + length, block.payload().length);
        return new Entry(block.offset(), block.time(), operator, bytes);
    }

    /** The position of the first entry that is still kept. */
    public long start() {
        return log.start();
    }

    public void sync() {
        log.sync();
    }

    @Override
    public void close() {
        log.close();
    }
}
