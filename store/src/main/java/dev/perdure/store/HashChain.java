package dev.perdure.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The chain of hashes over a task's events, by which tampering shows: SHA-256 (FIPS 180-4) over the hash before and the event's own
 * fields, each text with its length in bytes before it. The event's place in the partition is left out, so that a task keeps its
 * chain when it moves to another.
 *
 * <p>Not thread-safe; one for each thread.
 */
public final class HashChain {
    /** What stands before the first event. */
    private static final byte[] START = new byte[32];

    private final MessageDigest digest;
    private final ByteBuffer numbers = ByteBuffer.allocate(2 * Long.BYTES);
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    /** A chain with a digest of its own. */
    public HashChain() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** 32 zero bytes: what stands before a task's first event. */
    public static byte[] start() {
        return START.clone();
    }

    /** The hash of an event. */
    public byte[] next(
            byte[] previous, String taskId, long taskSeq, String kind, long time, String actor, String payload) {
        digest.update(previous);
        digest.update(numbers.clear().putLong(taskSeq).putLong(time).flip());
        text(taskId);
        text(kind);
        text(actor);
        text(payload);
        return digest.digest();
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(length.clear().putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
