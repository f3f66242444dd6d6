package dev.perdure.session.log;

/** An answer to the question for what a log has from an offset on. */
public sealed interface Slice {
    /**
     * The bytes that follow the asked offset exactly; none when the log ends there for now.
     *
     * @param offset the asked offset
     * @param bytes the bytes; the caller's own
     */
    @SuppressWarnings("ArrayRecordComponent") // Handed on to a client, never compared.
    record Bytes(long offset, byte[] bytes) implements Slice {
        /** Where to read on. */
        public long next() {
            return offset + bytes.length;
        }
    }

    /**
     * What was asked for isn't there: dropped to keep the bound, never written because the disk was full, or damaged.
     *
     * @param offset the asked offset
     * @param next the first offset after it that can be read
     */
    record Dropped(long offset, long next) implements Slice {}
}
