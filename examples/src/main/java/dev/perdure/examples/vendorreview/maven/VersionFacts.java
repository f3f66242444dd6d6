package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import java.util.List;

/**
 * The versions of a library.
 *
 * @param newest the newest stable ones, newest first, at most {@value #NEWEST}; unstable ones if there are no others
 * @param stable how many stable ones there are
 * @param all how many there are in all
 * @param source where this comes from
 */
public record VersionFacts(List<String> newest, int stable, int all, Source source) {
    private static final int NEWEST = 5;

    public VersionFacts {
        newest = List.copyOf(newest);
    }

    /** Asks a repository. */
    public static VersionFacts collect(MavenRepository repository, Coordinates library)
            throws IOException, InterruptedException {
        List<String> all = repository.versions(library);
        List<String> stable = all.stream().filter(VersionOrder::isStable).toList();
        List<String> newest = (stable.isEmpty() ? all : stable)
                .stream().sorted(new VersionOrder().reversed()).limit(NEWEST).toList();
        if (newest.isEmpty()) {
            throw new NotInRepositoryException(
                    "A version of " + library + " in " + repository.address(library.folder()));
        }
        return new VersionFacts(
                newest, stable.size(), all.size(), Source.now(repository.address(library.folder() + "/")));
    }
}
