package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StoreUnavailableException;
import dev.perdure.api.TaskNotFoundException;
import dev.perdure.store.StaleLeaseException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Whether a partition takes commands now, and what it says when it doesn't. Guarded by the partition's lock. */
final class Admission {

    /** Where the partition is in its own life. */
    private enum Status {
        /** It works. */
        OPEN,
        /** The store failed; commands are refused until it is taken up again. */
        BROKEN,
        /** It is closed. */
        CLOSED
    }

    private Status status = Status.OPEN;
    private @Nullable Throwable brokenBy;

    boolean isOpen() {
        return status == Status.OPEN;
    }

    boolean isBroken() {
        return status == Status.BROKEN;
    }

    void open() {
        status = Status.OPEN;
        brokenBy = null;
    }

    /** The store failed, or fails still. */
    void breakBy(Throwable failure) {
        status = Status.BROKEN;
        brokenBy = failure;
    }

    void close() {
        status = Status.CLOSED;
    }

    /** True if commands are refused now; then the answer says why. */
    boolean refuses(CompletableFuture<?> answer) {
        return switch (status) {
            case OPEN -> false;
            case BROKEN -> {
                answer.completeExceptionally(broken());
                yield true;
            }
            case CLOSED -> {
                answer.completeExceptionally(
                        new PerdureException(ErrorCode.CLOSED, "The layer is closed. Open it again to go on."));
                yield true;
            }
        };
    }

    /** Why a task could not be had: there is none, or the store failed meanwhile. */
    PerdureException absent(String taskId) {
        return isOpen() ? new TaskNotFoundException(taskId) : broken();
    }

    private PerdureException broken() {
        return told(brokenBy, "The store failed a moment ago; this was not tried. Try again in a moment.");
    }

    /** What whoever asked for a change is told when the store did not confirm it. */
    static PerdureException unconfirmed(Throwable failure) {
        return told(
                failure, "The store did not confirm the change. Look whether it happened before you ask for it again.");
    }

    /** The store's own words, if it has some for people. */
    private static PerdureException told(@Nullable Throwable failure, String otherwise) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof PerdureException known && !(cause instanceof StaleLeaseException)
                ? known
                : new StoreUnavailableException(otherwise, cause);
    }
}
