package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A POM with its parents, nearest first, and what follows from all of them together by Maven's rules of inheritance. Profiles and
 * imported dependency management are left out: they need a build to be decided.
 *
 * @param poms the POM, its parent, and so on
 * @param missing the address of the parent that could not be found, if one could not
 */
record PomLineage(List<Pom> poms, Optional<String> missing) {
    private static final int DEPTH_LIMIT = 12;
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    static PomLineage read(MavenRepository repository, Coordinates library, String version)
            throws IOException, InterruptedException {
        String path = library.pom(version);
        var poms = new ArrayList<Pom>();
        poms.add(Pom.parse(repository.read(path), repository.address(path)));
        while (poms.size() < DEPTH_LIMIT) {
            var parent = poms.getLast().parent();
            if (parent.isEmpty()) {
                return new PomLineage(poms, Optional.empty());
            }
            path = parent.get().library().pom(parent.get().version());
            try {
                poms.add(Pom.parse(repository.read(path), repository.address(path)));
            } catch (NotInRepositoryException e) {
                return new PomLineage(poms, Optional.of(repository.address(path)));
            }
        }
        throw new IOException(repository.address(path) + " is the " + DEPTH_LIMIT + "th parent of " + library);
    }

    /** The first text that the POM or one of its parents has there, properties filled in. */
    Optional<String> inherited(String... path) {
        return poms.stream().flatMap(pom -> pom.text(path).stream()).findFirst().map(this::fillIn);
    }

    /** The nearest POM's licences that has any; a child's list replaces its parent's. */
    List<Pom.License> licences() {
        return poms.stream()
                .map(Pom::licences)
                .filter(licences -> !licences.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** How many direct dependencies there are, inherited ones included, by scope; {@code optional} is a scope of its own here. */
    Map<String, Integer> dependencies() {
        var managedScopes = new TreeMap<String, String>();
        var scopes = new TreeMap<String, String>();
        // From the farthest parent to the POM itself, so that the nearest word is the last.
        for (Pom pom : poms.reversed()) {
            for (var managed : pom.managedDependencies()) {
                managed.scope().ifPresent(scope -> managedScopes.put(fillIn(managed.key()), scope));
            }
        }
        for (Pom pom : poms.reversed()) {
            for (var dependency : pom.dependencies()) {
                String key = fillIn(dependency.key());
                String scope = dependency.scope().orElse(managedScopes.getOrDefault(key, "compile"));
                scopes.put(key, dependency.optional() ? "optional" : scope);
            }
        }
        var counts = new TreeMap<String, Integer>();
        scopes.values().forEach(scope -> counts.merge(scope, 1, Integer::sum));
        return counts;
    }

    /** Replaces {@code ${…}} by what the lineage says; an unknown one stays as it is. */
    String fillIn(String text) {
        return PROPERTY.matcher(text)
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(
                        property(match.group(1)).orElse(match.group())));
    }

    private Optional<String> property(String name) {
        String[] path = name.startsWith("project.") || name.startsWith("pom.")
                ? name.substring(name.indexOf('.') + 1).split("\\.")
                : new String[] {"properties", name};
        return poms.stream()
                .flatMap(pom -> Stream.of(pom.text(path), fromParent(pom, path)).flatMap(Optional::stream))
                .findFirst();
    }

    /** A POM's group and version are its parent's where it has none. */
    private static Optional<String> fromParent(Pom pom, String[] path) {
        return path.length == 1 && (path[0].equals("groupId") || path[0].equals("version"))
                ? pom.text("parent", path[0])
                : Optional.empty();
    }
}
