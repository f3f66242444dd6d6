package dev.perdure.examples.vendorreview;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.perdure.examples.vendorreview.PersonReview.Exclusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The candidates in order. The same reports and exclusions give the same ranking, whatever order they come in.
 *
 * @param places the judged ones, best first; equals by name
 * @param dropped those that a person left out
 * @param unjudged those of which the facts were not available
 */
public record Ranking(List<Place> places, List<Dropped> dropped, List<CandidateReport> unjudged) {

    public Ranking {
        places = List.copyOf(places);
        dropped = List.copyOf(dropped);
        unjudged = List.copyOf(unjudged);
    }

    static Ranking of(List<CandidateReport> reports, List<Exclusion> exclusions) {
        var judged = new ArrayList<CandidateReport>();
        var dropped = new ArrayList<Dropped>();
        var unjudged = new ArrayList<CandidateReport>();
        reports.stream()
                .sorted(Comparator.comparing(CandidateReport::candidate))
                .forEach(report -> {
                    var exclusion = exclusions.stream()
                            .filter(dropping -> report.candidate().equals(dropping.candidate()))
                            .findFirst();
                    if (exclusion.isPresent()) {
                        dropped.add(new Dropped(
                                report.candidate(),
                                requireNonNullElse(exclusion.get().reason(), "")));
                    } else if (report.missing() != null) {
                        unjudged.add(report);
                    } else {
                        judged.add(report);
                    }
                });
        judged.sort(Comparator.comparingDouble((CandidateReport report) -> -total(report)));
        var places = IntStream.range(0, judged.size())
                .mapToObj(index -> new Place(index + 1, total(judged.get(index)), judged.get(index)))
                .toList();
        return new Ranking(places, dropped, unjudged);
    }

    private static double total(CandidateReport report) {
        return Math.round(requireNonNull(report.judgement()).total() * 1000) / 1000.0;
    }

    /** A candidate's place: from 1, by its total from 0 to 1. */
    public record Place(int rank, double total, CandidateReport report) {
        Facts facts() {
            return requireNonNull(report.facts());
        }

        Judgement judgement() {
            return requireNonNull(report.judgement());
        }
    }

    /** A candidate that a person left out, and why. */
    public record Dropped(String candidate, String reason) {}
}
