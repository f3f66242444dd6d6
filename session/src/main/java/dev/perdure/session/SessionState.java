package dev.perdure.session;

import dev.perdure.session.anchor.Exit;

/** What a session is doing. */
public sealed interface SessionState {
    /** Its program runs. */
    record Running() implements SessionState {}

    /** Its whole process tree is halted, confirmed by the kernel. */
    record Frozen() implements SessionState {}

    /** Its program has ended. */
    record Ended(Exit exit) implements SessionState {}

    /** Nobody can say how it ended: the machine was started anew, its anchor was killed, or it can't be reached. */
    record Lost(String reason) implements SessionState {}

    /** True while there are processes to talk to. */
    default boolean alive() {
        return switch (this) {
            case Running running -> true;
            case Frozen frozen -> true;
            case Ended ended -> false;
            case Lost lost -> false;
        };
    }

    /** One word: running, frozen, ended, lost. */
    default String word() {
        return switch (this) {
            case Running running -> "running";
            case Frozen frozen -> "frozen";
            case Ended ended -> "ended";
            case Lost lost -> "lost";
        };
    }
}
