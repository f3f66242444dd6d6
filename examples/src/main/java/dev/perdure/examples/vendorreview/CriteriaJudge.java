package dev.perdure.examples.vendorreview;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A judge by fixed rules, one for each criterion: the same facts always give the same scores. */
public final class CriteriaJudge implements Judge {
    private static final Map<String, Rule> RULES = Map.of(
            "licence", CriteriaJudge::licence,
            "maintenance", CriteriaJudge::maintenance,
            "history", CriteriaJudge::history,
            "dependencies", CriteriaJudge::dependencies,
            "size", CriteriaJudge::size);

    private static final int FRESH_DAYS = 180;
    private static final int STALE_DAYS = 3 * 365;
    private static final double SMALL_KIB = 100;
    private static final double LARGE_KIB = 5_000;

    @Override
    public String name() {
        return "rules";
    }

    @Override
    public boolean knows(String criterion) {
        return RULES.containsKey(criterion);
    }

    @Override
    public Judgement judge(String purpose, List<Criterion> criteria, Facts facts) {
        var scores = new ArrayList<Judgement.Score>();
        var flags = new ArrayList<String>();
        for (Criterion criterion : criteria) {
            Rule rule = RULES.get(criterion.name());
            if (rule == null) {
                throw new IllegalArgumentException("There is no rule for the criterion " + criterion.name());
            }
            Finding finding = rule.apply(facts, flags);
            double points = Math.round(Math.clamp(finding.points, 0, 1) * 100) / 100.0;
            scores.add(new Judgement.Score(criterion.name(), criterion.weight(), points, finding.reason));
        }
        String movedTo = facts.pom().movedTo();
        if (movedTo != null) {
            flags.add("Its authors have moved it to " + movedTo + ".");
        }
        String missingParent = facts.pom().missingParent();
        if (missingParent != null) {
            flags.add("What its POM inherits is not known: " + missingParent + " does not exist.");
        }
        flags.addAll(facts.pom().notes());
        return new Judgement(name(), scores, flags);
    }

    private static Finding licence(Facts facts, List<String> flags) {
        List<String> licences = facts.pom().licences();
        if (licences.isEmpty() && facts.pom().missingParent() != null) {
            return new Finding(0, "not known, so no points");
        }
        if (licences.isEmpty()) {
            flags.add("Neither its POM nor a parent of it names a licence; without one nobody may use it.");
            return new Finding(0, "none named");
        }
        LicenceKind kind = LicenceKind.freest(licences);
        if (kind == LicenceKind.STRONG_COPYLEFT || kind == LicenceKind.UNKNOWN) {
            flags.add("Its licence needs a lawyer's look: " + String.join(", ", licences) + ".");
        }
        return new Finding(kind.points(), String.join(" or ", licences) + " (" + kind.meaning() + ")");
    }

    private static Finding maintenance(Facts facts, List<String> flags) {
        if (facts.lastRelease().isEmpty()) {
            flags.add("Nothing tells when it was last released.");
            return new Finding(0, "date of the last release not known, so no points");
        }
        LocalDate last = facts.lastRelease().get();
        long days = ChronoUnit.DAYS.between(last, facts.asOf());
        if (days > 2 * 365) {
            flags.add("No release for " + days / 365 + " years.");
        }
        double points = 1 - (days - FRESH_DAYS) / (double) (STALE_DAYS - FRESH_DAYS);
        return new Finding(points, "last release on " + last + ", " + days + " days before");
    }

    private static Finding history(Facts facts, List<String> flags) {
        int stable = facts.versions().stable();
        double points = stable / 20.0;
        if (facts.pom().version().startsWith("0.")) {
            flags.add("It has not reached version 1.0.");
            points = Math.min(points, 0.5);
        }
        return new Finding(
                points,
                stable + " stable releases, the newest is " + facts.pom().version());
    }

    private static Finding dependencies(Facts facts, List<String> flags) {
        int count = facts.pom().runtimeDependencies();
        return new Finding(1 - 0.15 * count, count == 0 ? "none at run time" : count + " direct at run time");
    }

    private static Finding size(Facts facts, List<String> flags) {
        Long bytes = facts.jar().bytes();
        if (bytes == null) {
            flags.add("There is no jar to measure.");
            return new Finding(0, "size not known, so no points");
        }
        double kib = bytes / 1024.0;
        // Each doubling costs the same: 1 up to SMALL_KIB, 0 from LARGE_KIB on.
        double points = 1 - Math.log(kib / SMALL_KIB) / Math.log(LARGE_KIB / SMALL_KIB);
        return new Finding(points, String.format(Locale.ROOT, "%.0f KiB", kib));
    }

    private record Finding(double points, String reason) {}

    private interface Rule {
        Finding apply(Facts facts, List<String> flags);
    }
}
