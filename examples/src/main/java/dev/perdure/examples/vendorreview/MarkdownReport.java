package dev.perdure.examples.vendorreview;

import dev.perdure.examples.vendorreview.maven.ReleaseDate;
import dev.perdure.examples.vendorreview.maven.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The recommendation as a page of Markdown. A pure function, so that a replay writes the same page. */
final class MarkdownReport {
    private final List<String> blocks = new ArrayList<>();

    private MarkdownReport() {}

    static String of(ReviewRequest request, Conclusion conclusion, Optional<Fingerprint> fingerprint, Instant now) {
        Ranking ranking = conclusion.ranking();
        var page = new MarkdownReport();
        page.add("# Vendor review");
        page.add("**" + plain(conclusion.statement()) + "**");
        page.add("Purpose: " + plain(request.purpose()));
        fingerprint.ifPresent(page::fingerprint);
        page.add("Written at " + now.truncatedTo(ChronoUnit.SECONDS) + ".");
        if (!ranking.places().isEmpty()) {
            page.ranking(ranking.places(), request.criteria());
        }
        if (!ranking.dropped().isEmpty()) {
            page.add("## Dropped in the review");
            page.list(ranking.dropped().stream()
                    .map(dropped -> "`" + dropped.candidate() + "`: " + plain(dropped.reason()))
                    .toList());
        }
        if (!ranking.unjudged().isEmpty()) {
            page.add("## Facts not available");
            page.list(ranking.unjudged().stream()
                    .map(report -> "`" + report.candidate() + "`: " + plain(Objects.toString(report.missing())))
                    .toList());
        }
        ranking.places().forEach(page::candidate);
        return String.join("\n\n", page.blocks) + "\n";
    }

    private void fingerprint(Fingerprint taken) {
        String digest = taken.sha256();
        add("SHA-256 of " + plain(taken.address()) + ": "
                + (digest == null ? "not available: " + plain(Objects.toString(taken.missing())) : "`" + digest + "`"));
    }

    private void ranking(List<Ranking.Place> places, List<Criterion> criteria) {
        var rows = new ArrayList<String>();
        rows.add("| # | candidate | version | total | "
                + criteria.stream()
                        .map(criterion -> criterion.name() + " × " + number(criterion.weight()))
                        .collect(Collectors.joining(" | "))
                + " | red flags |");
        rows.add("|" + "---|".repeat(5 + criteria.size()));
        for (Ranking.Place place : places) {
            rows.add("| " + place.rank() + " | " + place.report().candidate() + " | "
                    + place.facts().pom().version() + " | " + number(place.total()) + " | "
                    + place.judgement().scores().stream()
                            .map(score -> number(score.points()))
                            .collect(Collectors.joining(" | "))
                    + " | " + place.judgement().redFlags().size() + " |");
        }
        add("## Ranking");
        add(String.join("\n", rows));
        add("Points go from 0 to 1; the total is their mean, weighted as the table's head says. Judged by "
                + plain(places.getFirst().judgement().judge()) + ".");
    }

    private void candidate(Ranking.Place place) {
        Facts facts = place.facts();
        String url = facts.pom().url();
        add("## " + place.rank() + ". " + plain(facts.pom().name()));
        add("`" + facts.candidate() + ":" + facts.pom().version() + "`" + (url == null ? "" : " · " + plain(url)));
        var judged = new ArrayList<String>();
        place.judgement().redFlags().forEach(flag -> judged.add("**Red flag.** " + plain(flag)));
        place.judgement()
                .scores()
                .forEach(score ->
                        judged.add(score.criterion() + " " + number(score.points()) + ": " + plain(score.reason())));
        list(judged);
        add("Facts:");
        list(List.of(
                facts.versions().stable() + " stable versions of "
                        + facts.versions().all() + from(facts.versions().source()),
                "released " + releases(facts.releases()),
                "licences: " + licences(facts.pom().licences()) + "; direct dependencies by scope "
                        + facts.pom().dependencies() + from(facts.pom().source()),
                "jar of " + Objects.requireNonNullElse(facts.jar().bytes(), "unknown") + " bytes"
                        + from(facts.jar().source())));
    }

    private void list(List<String> items) {
        add(items.stream().map(item -> "- " + item).collect(Collectors.joining("\n")));
    }

    private void add(String block) {
        blocks.add(block);
    }

    private static String licences(List<String> names) {
        return names.isEmpty() ? "none found" : plain(String.join(", ", names));
    }

    /** The dates with what tells them, which is said once for all dates that it tells. */
    private static String releases(List<ReleaseDate> releases) {
        var byBasis = releases.stream()
                .collect(Collectors.groupingBy(
                        ReleaseDate::basis,
                        LinkedHashMap::new,
                        Collectors.mapping(
                                release -> release.version() + " on "
                                        + Objects.requireNonNullElse(release.date(), "an unknown day"),
                                Collectors.joining(", "))));
        return byBasis.entrySet().stream()
                .map(dates -> dates.getValue() + " (" + plain(dates.getKey()) + ")")
                .collect(Collectors.joining("; "));
    }

    private static String from(Source source) {
        return " (" + plain(source.address()) + ", " + source.collectedAt().truncatedTo(ChronoUnit.SECONDS) + ")";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
    }

    /** Text that others wrote, so that it can't pass for markup. */
    private static String plain(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("([\\\\`*\\[\\]<>|])", "\\\\$1");
    }
}
