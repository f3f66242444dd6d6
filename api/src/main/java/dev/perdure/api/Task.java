package dev.perdure.api;

import org.jspecify.annotations.Nullable;

/**
 * The handler of a task type: a function from input to output, in plain blocking Java.
 *
 * <p>It runs on a virtual thread and may be run again from its beginning after a crash, an eviction or a deploy. Whatever
 * it did through its {@link TaskContext} is then answered from the record, so everything that has an effect or that may
 * differ between two runs belongs into {@link TaskContext#step a step}.
 *
 * @param <I> the input, any type that Jackson can read and write
 * @param <O> the output, likewise
 */
@FunctionalInterface
public interface Task<I extends @Nullable Object, O extends @Nullable Object> {

    /**
     * Does the work.
     *
     * @throws TaskFailure to end the task as failed, with the mode that it names
     * @throws Exception anything else follows the type's {@link FailurePolicy}
     */
    O run(TaskContext ctx, I input) throws Exception;
}
