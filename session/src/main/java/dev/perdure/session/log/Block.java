package dev.perdure.session.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * One append as it lies on disk, little-endian: length of the payload (4 bytes), CRC32C (4 bytes), time in milliseconds
 * since 1970 (8 bytes), payload. The checksum covers offset, time and payload, so a block that is whole but at another
 * place, left over from an earlier life of the file, doesn't count either.
 *
 * @param offset where the payload begins, counted in payload bytes from the session's beginning
 * @param time when it was appended, to a millisecond
 * @param payload the bytes; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // A block is read, sliced and thrown away, never compared.
public record Block(long offset, Instant time, byte[] payload) {
    static final int HEADER = 16;
    static final int LARGEST = 64 * 1024;

    /** The offset after its last byte. */
    public long end() {
        return offset + payload.length;
    }

    /** Writes the block's bytes to the beginning of {@code target}, which must have room, and returns their count. */
    static int encode(long offset, long millis, byte[] bytes, int from, int length, byte[] target) {
        ByteBuffer block = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(length);
        block.putInt(checksum(offset, millis, bytes, from, length));
        block.putLong(millis);
        block.put(bytes, from, length);
        return HEADER + length;
    }

    static int checksum(long offset, long millis, byte[] bytes, int from, int length) {
        ByteBuffer place = ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(offset)
                .putLong(millis);
        CRC32C checksum = new CRC32C();
        checksum.update(place.flip());
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
