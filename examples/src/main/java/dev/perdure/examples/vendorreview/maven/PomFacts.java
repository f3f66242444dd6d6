package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the POM of a library's newest available version says, its parents considered.
 *
 * @param version the version
 * @param name what the authors call the library
 * @param url its site, or null
 * @param licences the names of its licences; with several the user may usually choose
 * @param dependencies how many direct dependencies there are, by scope
 * @param movedTo the coordinates that it has moved to, or null
 * @param missingParent the address of a parent that is not there, so that what it passes on is not known, or null
 * @param notes what else a reader should know about how this was found out
 * @param source where this comes from
 */
public record PomFacts(
        String version,
        String name,
        @Nullable String url,
        List<String> licences,
        Map<String, Integer> dependencies,
        @Nullable String movedTo,
        @Nullable String missingParent,
        List<String> notes,
        Source source) {

    public PomFacts {
        licences = List.copyOf(licences);
        dependencies = new TreeMap<>(dependencies);
        notes = List.copyOf(notes);
    }

    /** Asks a repository. A version that is listed but has no POM there (yet) is passed over for the one before it, with a note. */
    public static PomFacts collect(MavenRepository repository, Coordinates library, List<String> newestFirst)
            throws IOException, InterruptedException {
        var notes = new ArrayList<String>();
        for (String version : newestFirst) {
            try {
                return of(PomLineage.read(repository, library, version), repository, library, version, notes);
            } catch (NotInRepositoryException e) {
                notes.add("Version " + version + " is listed, but " + e.getMessage() + ".");
            }
        }
        throw new NotInRepositoryException("A POM of " + library + " in any of the versions " + newestFirst);
    }

    private static PomFacts of(
            PomLineage lineage, MavenRepository repository, Coordinates library, String version, List<String> notes) {
        Pom pom = lineage.poms().getFirst();
        return new PomFacts(
                version,
                pom.text("name").map(lineage::fillIn).orElse(library.artifact()),
                lineage.inherited("url").orElse(null),
                lineage.licences().stream().map(Pom.License::name).toList(),
                lineage.dependencies(),
                pom.movedTo().orElse(null),
                lineage.missing().orElse(null),
                notes,
                Source.now(repository.address(library.pom(version))));
    }

    /** How many libraries come along at run time. */
    public int runtimeDependencies() {
        return dependencies.getOrDefault("compile", 0) + dependencies.getOrDefault("runtime", 0);
    }
}
