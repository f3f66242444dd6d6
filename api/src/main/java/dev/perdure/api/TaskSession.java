package dev.perdure.api;

/**
 * A live shell that belongs to a task: the same one for every attempt and every replay, with its variables, jobs and directory, as long as
 * it lives. People attach to it and help while commands run. It and its commands go on when the worker, the layer and the machine's
 * daemon end or are killed.
 *
 * <p>It is started when the first command is run. Was it ended since, the next command gets a fresh one, without the variables of the old.
 */
public interface TaskSession {

    /** Its name within the task. */
    String name();

    /** Its name for everybody else, as in {@code perdure attach ADDRESS}. */
    String address();

    /** Runs a command as {@link #run(SessionCommand)}. */
    default CommandResult run(String command) {
        return run(SessionCommand.of(command));
    }

    /**
     * Runs a command as a step of effect {@link Effect#ONCE}, or returns its recorded result. If the layer was cut off while the command
     * ran, the next attempt waits for the same command, or collects its exit code and output; it is never typed twice. Can nobody tell
     * what became of it, because its session is lost or has ended, the task is parked as {@code needs_attention}.
     *
     * <p>A command that asks for input goes on waiting, and the task's progress says for what. Cancelling the task interrupts it (C-c).
     *
     * @throws StepFailedException if it was over its limit ({@link FailureMode#TIMEOUT}), or there are no sessions here; recorded
     */
    CommandResult run(SessionCommand command);
}
