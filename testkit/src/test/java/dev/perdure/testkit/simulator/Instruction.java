package dev.perdure.testkit.simulator;

import dev.perdure.api.Effect;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a random handler does, one thing after another. */
sealed interface Instruction {

    /** What a ONCE step's own check says about a body that was cut off. */
    enum Check {
        /** There is none: a person is asked. */
        NONE,
        /** Whether the effect took place. */
        TRUTH,
        /** That it can't tell. */
        UNSURE
    }

    /**
     * A step.
     *
     * @param failures how many of its bodies fail
     * @param attempts how many bodies its retry policy allows
     * @param slowMillis how long a body takes
     * @param timeoutMillis how long it may take, 0 for no limit
     * @param beats whether it gives heartbeats
     * @param bytes how large its result is
     * @param tolerated whether the handler goes on when it fails
     */
    record Act(
            String name,
            Effect effect,
            Check check,
            int failures,
            int attempts,
            int slowMillis,
            int timeoutMillis,
            boolean beats,
            int bytes,
            boolean tolerated)
            implements Instruction {}

    /** Steps beside the handler. */
    record Beside(List<Act> steps, boolean joined) implements Instruction {}

    /** A sleep. */
    record Sleep(Duration span) implements Instruction {}

    /** A wait for a signal; null for no limit. */
    record Await(String signal, @Nullable Duration timeout) implements Instruction {}

    /** How a handler waits for its children. */
    enum Joining {
        EACH,
        ALL,
        ANY,
        NONE
    }

    /**
     * Child tasks.
     *
     * @param programs the numbers of their programs
     * @param keys the idempotency keys that they are asked for by, 0 for none
     * @param joining how they are waited for
     * @param tolerated whether the handler goes on when one of them fails or can't be had
     */
    record Children(List<Integer> programs, List<Integer> keys, Joining joining, boolean tolerated)
            implements Instruction {
        /** The idempotency key of a number: keys of a task's own, and some that all tasks ask for. */
        static String key(String taskId, int number) {
            return number <= COMMON_KEYS ? "child " + number : "child " + number + " of " + taskId;
        }

        /** How many keys are common to all tasks; as many more are a task's own. */
        static final int COMMON_KEYS = 2;
    }

    /** A loop. */
    record Loop(int rounds, List<Instruction> body) implements Instruction {}

    /** Says how far it is. */
    record Report() implements Instruction {}

    /** Looks at the time, at chance and at ids. */
    record Look() implements Instruction {}

    /** Fails so many times. */
    record Break(int times) implements Instruction {}

    /** Ends the task as failed. */
    record Refuse() implements Instruction {}
}
