package dev.perdure.store;

/**
 * The right to write a partition.
 *
 * @param partition the partition
 * @param epoch which owner this is, from 1; only the newest may write
 * @param lastSeq the place of the partition's newest event, 0 when there is none
 */
public record Lease(int partition, long epoch, long lastSeq) {}
