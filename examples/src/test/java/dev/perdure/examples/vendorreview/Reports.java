package dev.perdure.examples.vendorreview;

import dev.perdure.examples.vendorreview.maven.JarFacts;
import dev.perdure.examples.vendorreview.maven.PomFacts;
import dev.perdure.examples.vendorreview.maven.ReleaseDate;
import dev.perdure.examples.vendorreview.maven.Source;
import dev.perdure.examples.vendorreview.maven.VersionFacts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts and reports made up for tests. */
final class Reports {
    static final List<Criterion> CRITERIA = List.of(
            new Criterion("licence", 3),
            new Criterion("maintenance", 2),
            new Criterion("history", 1),
            new Criterion("dependencies", 1),
            new Criterion("size", 1));

    private static final Source SOURCE = new Source("https://repo.example/x", Instant.parse("2026-03-01T12:00:00Z"));

    private Reports() {}

    static Facts facts(
            String candidate,
            List<String> licences,
            @Nullable LocalDate released,
            int dependencies,
            @Nullable Long bytes) {
        return new Facts(
                candidate,
                new VersionFacts(List.of("2.0"), 20, 25, SOURCE),
                new PomFacts(
                        "2.0",
                        "The | " + candidate,
                        null,
                        licences,
                        Map.of("compile", dependencies),
                        null,
                        null,
                        List.of(),
                        SOURCE),
                new JarFacts(bytes, SOURCE),
                List.of(new ReleaseDate("2.0", released, "Last-Modified")));
    }

    static Facts good(String candidate) {
        return facts(candidate, List.of("Apache-2.0"), LocalDate.of(2026, 2, 1), 0, 50_000L);
    }

    static CandidateReport report(Facts facts) {
        return CandidateReport.judged(facts, new CriteriaJudge().judge("json", CRITERIA, facts));
    }
}
