package dev.perdure.store;

import static java.util.Objects.requireNonNull;

/**
 * A large payload, kept once under the hash of its content. The array is not copied; nobody may change it.
 *
 * @param partition the partition
 * @param hash SHA-256 of the content, in hex
 * @param content the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // contents are megabytes; they are passed through once
public record BlobRow(int partition, String hash, byte[] content) {
    public BlobRow {
        requireNonNull(hash, "hash is null");
        requireNonNull(content, "content is null");
    }
}
