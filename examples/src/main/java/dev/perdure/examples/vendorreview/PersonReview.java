package dev.perdure.examples.vendorreview;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The payload of the signal {@code review}: what a person says to the ranking.
 *
 * @param approved whether the best candidate that is left may be recommended
 * @param note why, in the person's words; may be missing
 * @param by who it was; may be missing
 * @param drop candidates to leave out of the ranking; may be missing
 */
public record PersonReview(
        @Nullable Boolean approved,
        @Nullable String note,
        @Nullable String by,
        @Nullable List<Exclusion> drop) {

    /** A candidate that a person leaves out, and why. */
    public record Exclusion(
            @Nullable String candidate, @Nullable String reason) {}

    /** Everything that keeps this review from being used, in sentences. */
    List<String> problems(Set<String> candidates) {
        var problems = new ArrayList<String>();
        if (approved == null) {
            problems.add("'approved' is missing: say true or false.");
        }
        for (Exclusion exclusion : drop()) {
            if (exclusion.candidate() == null || !candidates.contains(exclusion.candidate())) {
                problems.add("'" + exclusion.candidate() + "' is not a candidate.");
            } else if (exclusion.reason() == null || exclusion.reason().isBlank()) {
                problems.add("Say the reason for which " + exclusion.candidate() + " is dropped.");
            }
        }
        return problems;
    }

    @Override
    public List<Exclusion> drop() {
        return drop == null ? List.of() : drop;
    }
}
