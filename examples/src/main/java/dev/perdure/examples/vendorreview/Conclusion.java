package dev.perdure.examples.vendorreview;

import dev.perdure.examples.vendorreview.Recommendation.Entry;
import dev.perdure.examples.vendorreview.Recommendation.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a review stands: the ranking, and what a person said to it.
 *
 * @param ranking the ranking, less what was dropped
 * @param verdict what became of the review, or null while it is waited for
 * @param statement the same in a sentence
 */
record Conclusion(Ranking ranking, @Nullable Verdict verdict, String statement) {

    /** Before a person has spoken. */
    static Conclusion waiting(Ranking ranking) {
        return ranking.places().isEmpty()
                ? new Conclusion(ranking, Verdict.NOTHING_TO_RECOMMEND, "Nothing to recommend: no candidate has facts.")
                : new Conclusion(ranking, null, "Draft: not approved by anybody yet.");
    }

    /** After the time for a review has passed. */
    static Conclusion notReviewed(Ranking ranking, Duration waited) {
        return new Conclusion(
                ranking, Verdict.NOT_REVIEWED, "Not approved: nobody reviewed the ranking within " + waited + ".");
    }

    /** After a review. */
    static Conclusion of(Ranking ranking, PersonReview review) {
        String by = review.by() == null ? "a person" : review.by();
        String note = review.note() == null ? "" : " Note: " + review.note();
        if (!Boolean.TRUE.equals(review.approved())) {
            return new Conclusion(ranking, Verdict.REFUSED, "Not approved: " + by + " refused it." + note);
        }
        if (ranking.places().isEmpty()) {
            return new Conclusion(
                    ranking, Verdict.NOTHING_TO_RECOMMEND, "Nothing to recommend: every candidate was dropped." + note);
        }
        return new Conclusion(
                ranking,
                Verdict.APPROVED,
                "Recommended: " + best(ranking.places().getFirst()) + ", approved by " + by + "." + note);
    }

    /** What is known of the recommended library; empty unless approved. */
    Optional<Facts> approved() {
        return verdict == Verdict.APPROVED
                ? Optional.of(ranking.places().getFirst().facts())
                : Optional.empty();
    }

    /** The task's result. */
    Recommendation toRecommendation(Optional<Fingerprint> fingerprint, Optional<Path> file, String markdown) {
        if (verdict == null) {
            throw new IllegalStateException("The review is still waited for");
        }
        return new Recommendation(
                verdict,
                verdict == Verdict.APPROVED ? best(ranking.places().getFirst()) : null,
                fingerprint.orElse(null),
                statement,
                ranking.places().stream().map(Entry::of).toList(),
                ranking.dropped(),
                ranking.unjudged().stream()
                        .map(report -> report.candidate() + ": facts not available: " + report.missing())
                        .toList(),
                file.map(Path::toString).orElse(null),
                markdown);
    }

    private static String best(Ranking.Place place) {
        return place.report().candidate() + ":" + place.facts().pom().version();
    }
}
