package dev.perdure.examples.vendorreview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.examples.vendorreview.PersonReview.Exclusion;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final List<CandidateReport> REPORTS = List.of(
            Reports.report(Reports.good("g:twin-b")),
            Reports.report(Reports.good("g:twin-a")),
            Reports.report(Reports.facts("g:old", List.of("MIT"), LocalDate.of(2020, 1, 1), 2, 50_000L)),
            Reports.report(Reports.facts("g:copyleft", List.of("GPL-3.0"), LocalDate.of(2026, 2, 1), 0, 50_000L)),
            CandidateReport.notAvailable("g:gone", "nowhere <b>to be found</b>"));

    private static final ReviewRequest REQUEST = new ReviewRequest(
            "json | everywhere",
            Reports.CRITERIA,
            REPORTS.stream().map(CandidateReport::candidate).toList(),
            null,
            null);

    @Test
    void isTheSameInWhateverOrderTheReportsCome() {
        var expected = Ranking.of(REPORTS, List.of());
        assertThat(candidates(expected)).containsExactly("g:twin-a", "g:twin-b", "g:old", "g:copyleft");
        for (long seed : Seeds.of(20)) {
            var shuffled = new ArrayList<>(REPORTS);
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(Ranking.of(shuffled, List.of())).as("seed %d", seed).isEqualTo(expected);
        }
    }

    @Test
    void leavesOutWhatAPersonDropsAndKeepsTheReason() {
        var ranking = Ranking.of(REPORTS, List.of(new Exclusion("g:twin-a", "no"), new Exclusion("g:gone", "never")));

        assertThat(candidates(ranking)).containsExactly("g:twin-b", "g:old", "g:copyleft");
        assertThat(ranking.dropped())
                .containsExactly(new Ranking.Dropped("g:gone", "never"), new Ranking.Dropped("g:twin-a", "no"));
        assertThat(ranking.unjudged()).isEmpty();
    }

    @Test
    void isShownWithReasonsSourcesAndWhatIsMissing() {
        var review = new PersonReview(true, "fine", "kim", List.of(new Exclusion("g:old", "too *old*")));

        String page = MarkdownReport.of(
                REQUEST,
                Conclusion.of(Ranking.of(REPORTS, review.drop()), review),
                Optional.of(new Fingerprint("a|b.jar", null, "exit code 6: no *host*")),
                Instant.parse("2026-03-02T00:00:00Z"));

        assertThat(page)
                .contains("**Recommended: g:twin-a:2.0, approved by kim. Note: fine**")
                .contains("SHA-256 of a\\|b.jar: not available: exit code 6: no \\*host\\*")
                .contains("| 1 | g:twin-a | 2.0 | 1 | 1 | 1 | 1 | 1 | 1 | 0 |")
                .contains("| 3 | g:copyleft | 2.0 | 0.663 | 0.1 | 1 | 1 | 1 | 1 | 1 |")
                .contains("- `g:old`: too \\*old\\*")
                .contains("- `g:gone`: nowhere \\<b\\>to be found\\</b\\>")
                .contains("## 1. The \\| g:twin-a")
                .contains("**Red flag.** Its licence needs a lawyer's look: GPL-3.0.")
                .contains("20 stable versions of 25 (https://repo.example/x, 2026-03-01T12:00:00Z)")
                .contains("released 2.0 on 2026-02-01 (Last-Modified)")
                .endsWith("\n");
        assertThat(page.lines()
                        .filter(line -> line.startsWith("|"))
                        .map(RankingTest::columns)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void isNotARecommendationUnlessSomebodyApproved() {
        var ranking = Ranking.of(REPORTS, List.of());
        var refused = Conclusion.of(ranking, new PersonReview(false, "not now", null, null));
        var late = Conclusion.notReviewed(ranking, REQUEST.waitFor());
        var empty = Conclusion.waiting(Ranking.of(List.of(REPORTS.getLast()), List.of()));

        assertThat(Stream.of(refused, late, empty)
                        .map(end -> end.toRecommendation(Optional.empty(), Optional.empty(), "")))
                .allSatisfy(end -> assertThat(end.recommended()).isNull())
                .extracting(Recommendation::statement)
                .containsExactly(
                        "Not approved: a person refused it. Note: not now",
                        "Not approved: nobody reviewed the ranking within PT72H.",
                        "Nothing to recommend: no candidate has facts.");
    }

    private static List<String> candidates(Ranking ranking) {
        return ranking.places().stream()
                .map(place -> place.report().candidate())
                .toList();
    }

    private static long columns(String row) {
        return row.replace("\\|", "").chars().filter(c -> c == '|').count();
    }
}
