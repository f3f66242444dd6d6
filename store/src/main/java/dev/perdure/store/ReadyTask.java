package dev.perdure.store;

/**
 * A task that can run, in the order in which it should.
 *
 * @param priority higher first
 * @param readyAt since when, epoch milliseconds; earlier first
 * @param taskId the task
 * @param type its type's name
 * @param queue its queue
 */
public record ReadyTask(int priority, long readyAt, String taskId, String type, String queue) {}
