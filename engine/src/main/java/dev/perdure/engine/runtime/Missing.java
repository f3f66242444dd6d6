package dev.perdure.engine.runtime;

/** A task must be in memory before a command can be decided. */
final class Missing extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String taskId;

    Missing(String taskId) {
        super(taskId, null, false, false);
        this.taskId = taskId;
    }

    String taskId() {
        return taskId;
    }
}
