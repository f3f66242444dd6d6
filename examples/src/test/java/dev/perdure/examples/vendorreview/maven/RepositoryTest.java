package dev.perdure.examples.vendorreview.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepositoryTest {
    private static final Coordinates APPLE = new Coordinates("org.fruit", "apple");

    private MavenServer server;
    private RemoteRepository remote;

    @BeforeEach
    void start() throws IOException {
        server = new MavenServer();
        remote = new RemoteRepository(server.root());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void ordersVersionsByNumberAndLeavesUnstableOnesOut() throws Exception {
        server.put(APPLE.metadata(), PomText.metadata("1.9", "1.10", "2.0-rc1", "1.2", "1.10.1", "0.1", "1.1.Final"));

        var versions = VersionFacts.collect(remote, APPLE);

        assertThat(versions.newest()).containsExactly("1.10.1", "1.10", "1.9", "1.2", "1.1.Final");
        assertThat(versions.stable()).isEqualTo(6);
        assertThat(versions.all()).isEqualTo(7);
        assertThat(versions.source().address()).isEqualTo(server.root() + "org/fruit/apple/");
    }

    @Test
    void takesUnstableVersionsWhereThereAreNoOthers() throws Exception {
        server.put(APPLE.metadata(), PomText.metadata("1.0-alpha1", "1.0-alpha2"));

        assertThat(VersionFacts.collect(remote, APPLE).newest()).containsExactly("1.0-alpha2", "1.0-alpha1");
    }

    @Test
    void datesAReleaseByTheRepositorysWordFirst() throws Exception {
        server.library(APPLE.toString(), "", 10, "1.0");

        assertThat(ReleaseDate.collect(remote, APPLE, List.of("1.0")).toString())
                .isEqualTo("[ReleaseDate[version=1.0, date=2026-01-06, basis=Last-Modified]]");
    }

    @Test
    void datesAReleaseByItsJarWhereTheRepositoryIsSilent() throws Exception {
        server.put(APPLE.pom("1.0"), PomText.pom(APPLE, "1.0", ""))
                .put(APPLE.jar("1.0"), jar(3_000, LocalDateTime.of(2024, 2, 29, 12, 0)))
                .put(APPLE.pom("0.9"), PomText.pom(APPLE, "0.9", ""))
                .put(APPLE.jar("0.9"), jar(3, LocalDateTime.of(1980, 2, 1, 0, 0)));

        var dates = ReleaseDate.collect(remote, APPLE, List.of("1.0", "0.9", "0.8"));

        assertThat(dates).extracting(date -> String.valueOf(date.date())).containsExactly("2024-02-29", "null", "null");
        assertThat(dates.get(1).basis()).contains("neither");
        assertThat(dates.get(2).basis()).contains("does not exist");
    }

    @Test
    void findsNoDateInWhatIsNotAJar() {
        assertThat(new JarDirectory(new byte[0]).newestEntry()).isEmpty();
        assertThat(new JarDirectory(new byte[100]).newestEntry()).isEmpty();
    }

    @Test
    void measuresAJarWithoutFetchingIt() throws Exception {
        server.library(APPLE.toString(), "", 12_345, "1.0");

        assertThat(JarFacts.collect(remote, APPLE, "1.0").bytes()).isEqualTo(12_345);
        assertThat(JarFacts.collect(remote, APPLE, "2.0").bytes()).isNull();
        assertThat(server.requests("GET " + APPLE.jar("1.0"))).isZero();
    }

    @Test
    void tellsMissingFilesFromServersInTrouble() throws Exception {
        server.put(APPLE.metadata(), PomText.metadata("1.0"));
        server.failNext(APPLE.metadata(), 1);

        assertThatThrownBy(() -> remote.versions(APPLE))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageContaining("answered with status 500");
        assertThat(remote.versions(APPLE)).containsExactly("1.0");
        assertThatThrownBy(() -> remote.read("no/such/file")).isInstanceOf(NotInRepositoryException.class);
    }

    @Test
    void namesTheAddressThatCanNotBeReached() {
        URI gone = server.root();
        server.close();

        assertThatThrownBy(() -> new RemoteRepository(gone).read("a/file"))
                .isExactlyInstanceOf(IOException.class)
                .hasMessageStartingWith("can't reach " + gone + "a/file");
    }

    @Test
    void readsTheLocalRepositoryInTheSameWay(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve(APPLE.folder() + "/1.0"));
        Files.write(root.resolve(APPLE.pom("1.0")), PomText.pom(APPLE, "1.0", ""));
        Files.write(root.resolve(APPLE.jar("1.0")), jar(2, LocalDateTime.of(2023, 3, 4, 12, 0)));
        Files.createDirectories(root.resolve(APPLE.folder() + "/2.0")); // begun and never downloaded
        var local = new LocalRepository(root);

        assertThat(VersionFacts.collect(local, APPLE).newest()).containsExactly("1.0");
        assertThat(PomFacts.collect(local, APPLE, List.of("1.0")).name()).isEqualTo("apple");
        assertThat(JarFacts.collect(local, APPLE, "1.0").bytes()).isPositive();
        assertThat(ReleaseDate.collect(local, APPLE, List.of("1.0")))
                .extracting(ReleaseDate::date)
                .first()
                .hasToString("2023-03-04");
        assertThatThrownBy(() -> local.versions(new Coordinates("org.fruit", "pear")))
                .isInstanceOf(NotInRepositoryException.class);
    }

    @Test
    void letsNoVersionLeadOutOfTheRepository() {
        assertThatThrownBy(() -> APPLE.pom("../../../../etc")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Coordinates.parse("a:b:c")).hasMessageContaining("is not group:artifact");
    }

    private static byte[] jar(int entries, LocalDateTime newest) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < entries; i++) {
                var entry = new ZipEntry("a/folder/with/a/long/name/Entry" + i + ".class");
                entry.setTimeLocal(newest.minusYears(newest.getYear() > 1980 && i < entries - 1 ? 1 : 0));
                zip.putNextEntry(entry);
            }
        }
        return bytes.toByteArray();
    }
}
