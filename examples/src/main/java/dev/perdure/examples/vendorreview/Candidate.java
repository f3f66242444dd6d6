package dev.perdure.examples.vendorreview;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The input of a {@link CandidateReview}.
 *
 * @param coordinates the library, {@code group:artifact}
 * @param purpose what it is wanted for
 * @param criteria what matters
 */
public record Candidate(String coordinates, String purpose, List<Criterion> criteria) {
    public Candidate {
        requireNonNull(coordinates, "coordinates is null");
        requireNonNull(purpose, "purpose is null");
        criteria = List.copyOf(criteria);
    }
}
