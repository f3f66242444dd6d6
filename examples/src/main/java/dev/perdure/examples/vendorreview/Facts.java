package dev.perdure.examples.vendorreview;

import dev.perdure.examples.vendorreview.maven.JarFacts;
import dev.perdure.examples.vendorreview.maven.PomFacts;
import dev.perdure.examples.vendorreview.maven.ReleaseDate;
import dev.perdure.examples.vendorreview.maven.VersionFacts;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All that was found out about a candidate.
 *
 * @param candidate its coordinates, {@code group:artifact}
 * @param versions its versions
 * @param pom what the reviewed version says of itself
 * @param jar what the reviewed version weighs
 * @param releases when its newest versions were released
 */
public record Facts(String candidate, VersionFacts versions, PomFacts pom, JarFacts jar, List<ReleaseDate> releases) {

    public Facts {
        releases = List.copyOf(releases);
    }

    /** The newest known date of a release. */
    public Optional<LocalDate> lastRelease() {
        return releases.stream().map(ReleaseDate::date).filter(Objects::nonNull).max(LocalDate::compareTo);
    }

    /** The day on which the facts were collected: judges reckon from it, so that the same facts give the same judgement. */
    public LocalDate asOf() {
        return LocalDate.ofInstant(versions.source().collectedAt(), ZoneOffset.UTC);
    }
}
