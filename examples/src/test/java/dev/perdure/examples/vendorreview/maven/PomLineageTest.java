package dev.perdure.examples.vendorreview.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PomLineageTest {
    private static final Coordinates CHILD = new Coordinates("org.fruit", "apple");
    private static final Coordinates PARENT = new Coordinates("org.fruit", "tree");
    private static final String WITH_PARENT =
            "<parent><groupId>org.fruit</groupId><artifactId>tree</artifactId><version>7</version></parent>";

    @TempDir
    Path root;

    @Test
    void takesTheLicenceFromTheNearestParentThatNamesOne() throws Exception {
        put(CHILD, "1.0", WITH_PARENT);
        put(PARENT, "7", "<licenses><license><name>MIT</name></license></licenses><url>https://fruit.example</url>");

        var pom = collect("1.0");

        assertThat(pom.licences()).containsExactly("MIT");
        assertThat(pom.url()).isEqualTo("https://fruit.example");
        assertThat(pom.notes()).isEmpty();
    }

    @Test
    void prefersTheLibrarysOwnLicencesToInheritedOnes() throws Exception {
        put(CHILD, "1.0", WITH_PARENT + "<licenses><license><url>https://l.example</url></license></licenses>");
        put(PARENT, "7", "<licenses><license><name>MIT</name></license></licenses>");

        assertThat(collect("1.0").licences()).containsExactly("https://l.example");
    }

    @Test
    void countsDependenciesByScopeWithInheritedAndManagedOnes() throws Exception {
        put(
                CHILD,
                "1.0",
                WITH_PARENT + "<dependencies>" + dependency("a", "") + dependency("b", "")
                        + dependency("c", "<scope>runtime</scope>") + dependency("d", "<optional>true</optional>")
                        + "</dependencies>");
        put(
                PARENT,
                "7",
                "<dependencyManagement><dependencies>" + dependency("b", "<scope>test</scope>")
                        + dependency("unused", "") + "</dependencies></dependencyManagement>"
                        + "<dependencies>" + dependency("e", "<scope>provided</scope>") + "</dependencies>");

        var pom = collect("1.0");

        assertThat(pom.dependencies().toString()).isEqualTo("{compile=1, optional=1, provided=1, runtime=1, test=1}");
        assertThat(pom.runtimeDependencies()).isEqualTo(2);
    }

    @Test
    void fillsInPropertiesOfTheWholeLineageAndLeavesUnknownOnes() throws Exception {
        put(CHILD, "1.0", WITH_PARENT + "<name>${brand} ${project.artifactId} ${project.version} ${nobody}</name>");
        put(PARENT, "7", "<properties><brand>$Fruit</brand></properties>");

        assertThat(collect("1.0").name()).isEqualTo("$Fruit apple 1.0 ${nobody}");
    }

    @Test
    void saysThatAParentIsMissingInsteadOfGuessing() throws Exception {
        put(CHILD, "1.0", WITH_PARENT);

        var pom = collect("1.0");

        assertThat(pom.licences()).isEmpty();
        assertThat(pom.missingParent()).endsWith("tree-7.pom");
    }

    @Test
    void passesOverAVersionThatIsListedButNotThere() throws Exception {
        put(CHILD, "1.0", "");

        var pom = collect("2.0", "1.0");

        assertThat(pom.version()).isEqualTo("1.0");
        assertThat(pom.notes()).singleElement().asString().startsWith("Version 2.0 is listed, but ");
    }

    @Test
    void tellsWhereALibraryHasMovedTo() throws Exception {
        put(
                CHILD,
                "1.0",
                "<distributionManagement><relocation><groupId>org.pear</groupId></relocation>"
                        + "</distributionManagement>");

        assertThat(collect("1.0").movedTo()).isEqualTo("org.pear:(same artifact)");
    }

    @Test
    void refusesLineagesWithoutEnd() throws Exception {
        put(PARENT, "7", WITH_PARENT);

        assertThatThrownBy(() -> PomLineage.read(new LocalRepository(root), PARENT, "7"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("12th parent");
    }

    @Test
    void refusesFilesThatAreNotPomsAndEntitiesOfAnyKind() {
        assertThatThrownBy(() -> Pom.parse(MavenServer.bytes("<html/>"), "x.pom"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("x.pom is not a POM");
        assertThatThrownBy(() -> Pom.parse(MavenServer.bytes("<project>"), "x.pom"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("x.pom is not well-formed XML");
        assertThatThrownBy(() -> Pom.parse(
                        MavenServer.bytes(
                                "<!DOCTYPE p [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><project>&e;</project>"),
                        "x.pom"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("DOCTYPE");
    }

    private PomFacts collect(String... versions) throws Exception {
        return PomFacts.collect(new LocalRepository(root), CHILD, java.util.List.of(versions));
    }

    private void put(Coordinates library, String version, String body) throws IOException {
        Path file = root.resolve(library.pom(version));
        Files.createDirectories(file.getParent());
        Files.write(file, PomText.pom(library, version, body));
    }

    private static String dependency(String artifact, String more) {
        return "<dependency><groupId>g</groupId><artifactId>" + artifact + "</artifactId>" + more + "</dependency>";
    }
}
