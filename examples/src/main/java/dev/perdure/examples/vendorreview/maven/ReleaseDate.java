package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a version was released.
 *
 * @param version the version
 * @param date the day (UTC), or null if nothing tells it
 * @param basis what tells it
 */
public record ReleaseDate(String version, @Nullable LocalDate date, String basis) {
    private static final int JAR_TAIL = 64 << 10;

    /** Asks a repository for the dates of some versions. */
    public static List<ReleaseDate> collect(MavenRepository repository, Coordinates library, List<String> versions)
            throws IOException, InterruptedException {
        var dates = new ArrayList<ReleaseDate>();
        for (String version : versions) {
            dates.add(collect(repository, library, version));
        }
        return dates;
    }

    /** The date at which the repository got the POM; where it doesn't say, the date at which the jar was built. */
    private static ReleaseDate collect(MavenRepository repository, Coordinates library, String version)
            throws IOException, InterruptedException {
        try {
            var published = repository.head(library.pom(version)).published();
            if (published != null) {
                return new ReleaseDate(version, LocalDate.ofInstant(published, ZoneOffset.UTC), "Last-Modified");
            }
            return new JarDirectory(repository.tail(library.jar(version), JAR_TAIL))
                    .newestEntry()
                    .map(built -> new ReleaseDate(version, built, "newest entry in the jar"))
                    .orElse(new ReleaseDate(version, null, "neither the repository nor the jar tells"));
        } catch (NotInRepositoryException e) {
            return new ReleaseDate(version, null, e.getMessage());
        }
    }
}
