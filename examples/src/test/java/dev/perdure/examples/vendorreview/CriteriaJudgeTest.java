package dev.perdure.examples.vendorreview;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriteriaJudgeTest {
    @Test
    void givesFullPointsWhereNothingIsWanting() {
        var judgement = judge(Reports.good("g:a"));

        assertThat(judgement.total()).isEqualTo(1);
        assertThat(judgement.redFlags()).isEmpty();
        assertThat(judgement.scores())
                .extracting(Judgement.Score::criterion)
                .containsExactlyElementsOf(
                        Reports.CRITERIA.stream().map(Criterion::name).toList());
    }

    @Test
    void givesNoPointsForWhatIsNotKnownAndSaysSo() {
        var judgement = judge(Reports.facts("g:a", List.of(), null, 0, null));

        assertThat(judgement.scores()).extracting(Judgement.Score::points).containsExactly(0.0, 0.0, 1.0, 1.0, 0.0);
        assertThat(judgement.redFlags()).hasSize(3);
    }

    @Test
    void fallsWithAgeAndSizeAndDependencies() {
        var judgement = judge(Reports.facts("g:a", List.of("MIT"), LocalDate.of(2023, 12, 1), 3, 1024L * 1000));

        assertThat(judgement.scores())
                .extracting(Judgement.Score::reason)
                .containsExactly(
                        "MIT (permissive)",
                        "last release on 2023-12-01, 821 days before",
                        "20 stable releases, the newest is 2.0",
                        "3 direct at run time",
                        "1000 KiB");
        assertThat(judgement.scores()).extracting(Judgement.Score::points).containsExactly(1.0, 0.3, 1.0, 0.55, 0.41);
        assertThat(judgement.redFlags()).containsExactly("No release for 2 years.");
    }

    @Test
    void countsTheFreestOfSeveralLicences() {
        assertThat(LicenceKind.freest(List.of("GPL-2.0", "Eclipse Public License v. 2.0", "MIT")))
                .isEqualTo(LicenceKind.PERMISSIVE);
        assertThat(LicenceKind.freest(List.of("Our own terms", "LGPL"))).isEqualTo(LicenceKind.WEAK_COPYLEFT);
    }

    @ParameterizedTest
    @CsvSource({
        "'The Apache Software License, Version 2.0', PERMISSIVE",
        "BSD-3-Clause, PERMISSIVE",
        "Public Domain, PERMISSIVE",
        "Eclipse Distribution License v. 1.0, PERMISSIVE",
        "GNU Lesser General Public License v2.1, WEAK_COPYLEFT",
        "GPL-2.0-with-classpath-exception, WEAK_COPYLEFT",
        "MPL 2.0, WEAK_COPYLEFT",
        "GNU General Public License v3, STRONG_COPYLEFT",
        "AGPL-3.0, STRONG_COPYLEFT",
        "Submit to us, UNKNOWN",
    })
    void knowsLicencesByTheirUsualNames(String name, LicenceKind kind) {
        assertThat(LicenceKind.of(name)).isEqualTo(kind);
    }

    private static Judgement judge(Facts facts) {
        return new CriteriaJudge().judge("json", Reports.CRITERIA, facts);
    }
}
