package dev.perdure.examples.vendorreview;

import java.util.List;
import java.util.regex.Pattern;

/** What a licence asks of those who ship the library, told by its name; the kinds are in the order of how freely it can be used. */
enum LicenceKind {
    PERMISSIVE(
            1.0,
            "permissive",
            "apache|\\bmit\\b|\\bbsd\\b|\\b0bsd\\b|\\bisc\\b|eclipse distribution|\\bedl\\b|public domain|\\bcc0\\b|unlicense|zlib|bouncy"),
    WEAK_COPYLEFT(
            0.6,
            "weak copyleft: changes to the library itself must be given back",
            "lesser|\\blgpl|mozilla|\\bmpl\\b|eclipse public|\\bepl\\b|\\bcddl\\b|common development|classpath[- ]exception|\\bgpl.*\\bcpe?\\b"),
    STRONG_COPYLEFT(
            0.1,
            "strong copyleft: may extend to the program that uses it",
            "\\bagpl|affero|\\bgpl|general public|\\bsspl\\b|server side public"),
    UNKNOWN(0.2, "not one that is known here", "");

    private final double points;
    private final String meaning;
    private final Pattern names;

    LicenceKind(double points, String meaning, String names) {
        this.points = points;
        this.meaning = meaning;
        this.names = Pattern.compile(names, Pattern.CASE_INSENSITIVE);
    }

    /** The freest kind among the licences of a library: with several, its user may usually choose. */
    static LicenceKind freest(List<String> licences) {
        return licences.stream().map(LicenceKind::of).min(Enum::compareTo).orElse(UNKNOWN);
    }

    static LicenceKind of(String licence) {
        for (LicenceKind kind : values()) {
            if (kind.names.matcher(licence).find()) {
                return kind;
            }
        }
        return UNKNOWN;
    }

    double points() {
        return points;
    }

    String meaning() {
        return meaning;
    }
}
