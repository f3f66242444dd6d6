package dev.perdure.examples.vendorreview;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link CandidateReview} ends with: facts and a judgement on them, or why there are none.
 *
 * @param candidate the library, {@code group:artifact}
 * @param facts what was found out, or null
 * @param judgement what the judge says, or null
 * @param missing why there are no facts, or null
 */
public record CandidateReport(
        String candidate,
        @Nullable Facts facts,
        @Nullable Judgement judgement,
        @Nullable String missing) {

    public CandidateReport {
        if ((facts == null) != (judgement == null) || (facts == null) == (missing == null)) {
            throw new IllegalArgumentException("report has neither facts with a judgement nor a reason alone");
        }
    }

    static CandidateReport judged(Facts facts, Judgement judgement) {
        return new CandidateReport(facts.candidate(), facts, judgement, null);
    }

    static CandidateReport notAvailable(String candidate, String why) {
        return new CandidateReport(candidate, null, null, why);
    }
}
