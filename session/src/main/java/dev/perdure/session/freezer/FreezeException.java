package dev.perdure.session.freezer;

import java.util.List;

/** Some processes of a session were not halted, or not ended, in time. */
public final class FreezeException extends RuntimeException {
    private final List<Integer> processes;

    FreezeException(String what, List<Integer> processes) {
        super(what + "; still there: " + processes + " (state D in ps means that they wait for a device)");
        this.processes = List.copyOf(processes);
    }

    /** Those that were not. */
    public List<Integer> processes() {
        return processes;
    }
}
