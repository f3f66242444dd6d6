package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a version's main jar without opening it.
 *
 * @param bytes its size, or null if there is no jar or its size is not told
 * @param source where this comes from
 */
public record JarFacts(@Nullable Long bytes, Source source) {

    /** Asks a repository. */
    public static JarFacts collect(MavenRepository repository, Coordinates library, String version)
            throws IOException, InterruptedException {
        String path = library.jar(version);
        try {
            return new JarFacts(repository.head(path).bytes(), Source.now(repository.address(path)));
        } catch (NotInRepositoryException noJar) {
            return new JarFacts(null, Source.now(noJar.getMessage()));
        }
    }
}
