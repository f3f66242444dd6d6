package dev.perdure.session;

/**
 * Which task a session belongs to. Sessions don't know what a task is; they keep this for who hosts them.
 *
 * @param task the task's id
 * @param name the session's name within the task
 * @param endsWithTask whether it ends when the task has ended
 */
public record TaskBinding(String task, String name, boolean endsWithTask) {}
