package dev.perdure.engine.history;

import dev.perdure.engine.core.TaskModel;

/**
 * A task as its stored events make it. The hash is not copied; nobody may change it.
 *
 * @param model its state, with its damage if its history has some
 * @param hash the hash of its newest event
 * @param number the place of its first event in the partition
 */
@SuppressWarnings("ArrayRecordComponent") // as in the event's row, which it comes from
public record ReadTask(TaskModel model, byte[] hash, long number) {}
