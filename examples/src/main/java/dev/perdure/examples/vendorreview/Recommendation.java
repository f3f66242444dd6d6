package dev.perdure.examples.vendorreview;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link VendorReview} ends with.
 *
 * @param verdict what became of the review
 * @param recommended the library to use, {@code group:artifact:version}; null unless approved
 * @param fingerprint of its jar; null unless approved
 * @param statement the verdict in a sentence
 * @param ranking the order of the judged candidates, less the dropped
 * @param dropped the candidates that a person left out
 * @param notAvailable the candidates without facts, each with the reason
 * @param writtenTo the file with the recommendation, or null if none was asked for
 * @param markdown the recommendation's text
 */
public record Recommendation(
        Verdict verdict,
        @Nullable String recommended,
        @Nullable Fingerprint fingerprint,
        String statement,
        List<Entry> ranking,
        List<Ranking.Dropped> dropped,
        List<String> notAvailable,
        @Nullable String writtenTo,
        String markdown) {

    /** What became of the review. */
    public enum Verdict {
        /** A person approved it. */
        APPROVED,
        /** A person refused it. */
        REFUSED,
        /** Nobody answered in time. That is not an approval. */
        NOT_REVIEWED,
        /** No candidate is left that could be recommended. */
        NOTHING_TO_RECOMMEND
    }

    /** A line of the ranking. */
    public record Entry(int rank, String candidate, String version, double total, List<String> redFlags) {
        static Entry of(Ranking.Place place) {
            return new Entry(
                    place.rank(),
                    place.report().candidate(),
                    place.facts().pom().version(),
                    place.total(),
                    place.judgement().redFlags());
        }
    }
}
