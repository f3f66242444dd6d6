package dev.perdure.server;

import dev.perdure.engine.Doctor;
import java.util.List;

/**
 * What was found in a store that no daemon has open.
 *
 * @param findings what is not as it should be, a sentence each; none means that all is well
 * @param tasks how many tasks the store's log has
 */
public record StoreCheck(List<String> findings, long tasks) {
    public StoreCheck {
        findings = List.copyOf(findings);
    }

    /**
     * Looks over the store of a state directory.
     *
     * @throws dev.perdure.api.StoreLockedException if a daemon has it open
     */
    public static StoreCheck of(StateDirectory state) {
        return of(Doctor.check(state.path()));
    }

    /**
     * Makes the projections of a state directory's store again from its events, then looks it over.
     *
     * @throws dev.perdure.api.StoreLockedException if a daemon has it open
     */
    public static StoreCheck rebuild(StateDirectory state) {
        return of(Doctor.rebuild(state.path()));
    }

    /**
     * Puts a store in the place of a state directory's damaged one, made of what can be read of it, then looks that over.
     *
     * @throws dev.perdure.api.StoreLockedException if a daemon has it open
     */
    public static StoreCheck salvage(StateDirectory state) {
        return of(Doctor.salvage(state.path()));
    }

    /**
     * Gives up the acknowledged work that a state directory's store lacks; says what that is, a sentence each.
     *
     * @throws dev.perdure.api.StoreLockedException if a daemon has it open
     */
    public static List<String> acceptLoss(StateDirectory state) {
        return Doctor.acceptLoss(state.path());
    }

    private static StoreCheck of(Doctor.Checkup checkup) {
        return new StoreCheck(checkup.findings(), checkup.tasks());
    }
}
