package dev.perdure.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripts that the launcher stands on. */
@Timeout(60)
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("../scripts").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @Test
    void takesTheJdkOfJavaHomeIfItIsNewEnough() throws Exception {
        Path home = jdk("home", "25.0.1");
        Ran ran = run(Map.of("JAVA_HOME", home.toString()), "find-jdk", cache());
        assertThat(ran.output()).isEqualTo(home.toString());
        assertThat(Files.readAllLines(Path.of(cache(), "jdk"))).containsExactly("JAVA_HOME=" + home, home.toString());
    }

    @Test
    void passesOverAJdkThatIsTooOldOrNone() throws Exception {
        Path old = jdk("old", "17.0.15");
        Ran ran = run(Map.of("JAVA_HOME", old.toString(), "PATH", "/usr/bin:/bin"), "find-jdk", cache());
        assertThat(ran.exit()).isZero();
        assertThat(ran.output()).isNotEqualTo(old.toString());
        assertThat(Path.of(ran.output(), "bin", "java")).isExecutable();
    }

    @Test
    void aDownloadedJdkIsCheckedAgainstItsSum() throws Exception {
        Path archive = archive();
        byte[] content = Files.readAllBytes(archive);
        String sum =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        assertThat(download(content, sum).output()).startsWith(cache() + "/jdk-25-" + sum.substring(0, 12));
        assertThat(Path.of(cache(), "jdk-25-" + sum.substring(0, 12), "bin", "java"))
                .isExecutable();
    }

    @Test
    void aDownloadThatDoesNotFitItsSumIsThrownAway() throws Exception {
        Ran ran = download(Files.readAllBytes(archive()), "0".repeat(64));
        assertThat(ran.exit()).isNotZero();
        assertThat(ran.output()).isEmpty();
        try (var left = Files.list(Path.of(cache()))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void skippedTestsAreListedWithTheirReasons() throws Exception {
        Path since = Files.createFile(directory.resolve("since"));
        Files.setLastModifiedTime(since, FileTime.from(Instant.now().minusSeconds(60)));
        assertThat(run(Map.of(), "skipped", directory.toString(), since.toString()))
                .isEqualTo(new Ran(0, "perdure: no test was skipped"));
        Path reports = Files.createDirectories(directory.resolve("engine/target/surefire-reports"));
        Files.writeString(reports.resolve("TEST-dev.perdure.DiskTest.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite name="dev.perdure.DiskTest" tests="3" skipped="2">
                  <testcase name="runs" classname="dev.perdure.DiskTest" time="0.1"/>
                  <testcase name="fills(int)[1]" classname="dev.perdure.DiskTest" time="0.0">
                    <skipped message="Assumption failed: skipped: &quot;a &amp; b&quot; takes root" type="x"><![CDATA[at
                    somewhere]]></skipped>
                  </testcase>
                  <testcase name="mounts" classname="dev.perdure.DiskTest" time="0.0"><skipped/></testcase>
                </testsuite>
                """);
        Path stale = Files.writeString(
                reports.resolve("TEST-dev.perdure.OldTest.xml"),
                "<testsuite><testcase name='old' classname=\"dev.perdure.OldTest\"><skipped/></testcase></testsuite>");
        Files.setLastModifiedTime(stale, FileTime.from(Instant.now().minusSeconds(120)));
        assertThat(run(Map.of(), "skipped", directory.toString(), since.toString())
                        .output()
                        .lines())
                .containsExactly(
                        "perdure: skipped tests, 2 of them:",
                        "  DiskTest fills(int)[1]: \"a & b\" takes root",
                        "  DiskTest mounts: no reason given");
    }

    @Test
    void missingProgramsAreNamedInOneLine() throws Exception {
        Path programs = Files.createDirectory(directory.resolve("bin"));
        for (String program : List.of("bash", "env")) {
            Path wrapper =
                    Files.writeString(programs.resolve(program), "#!/bin/sh\nexec /usr/bin/" + program + " \"$@\"\n");
            Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
        }
        Ran ran = run(Map.of("PATH", programs.toString()), "test-programs", "--missing");
        assertThat(ran.exit()).isZero();
        assertThat(ran.output())
                .startsWith("perdure: missing programs, whose tests were skipped: zsh fish less")
                .hasLineCount(1);
    }

    /** Plays Adoptium: an installer with fields of the same names stands before the archive, as on macOS. */
    private Ran download(byte[] archive, String sum) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        String assets = """
                [ { "binary": {
                    "installer": { "checksum": "%s", "link": "%s/installer" },
                    "package": { "checksum": "%s", "link": "%s/archive", "size": 1 } } } ]
                """.formatted("1".repeat(64), address, sum, address);
        serve(server, "/v3/assets/latest/25/hotspot", assets.getBytes(UTF_8));
        serve(server, "/archive", archive);
        server.start();
        try {
            return run(Map.of("PERDURE_ADOPTIUM", address), "download-jdk", cache(), "25");
        } finally {
            server.stop(0);
        }
    }

    private static void serve(HttpServer server, String path, byte[] content) {
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
        });
    }

    private Path archive() throws Exception {
        jdk("content/jdk-25", "25.0.1");
        Path archive = directory.resolve("jdk.tar.gz");
        var tar = new ProcessBuilder(
                "tar",
                "-czf",
                archive.toString(),
                "-C",
                directory.resolve("content").toString(),
                "jdk-25");
        assertThat(tar.inheritIO().start().waitFor()).isZero();
        return archive;
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : new String[] {"java", "javac"}) {
            Path file = Files.writeString(home.resolve("bin").resolve(program), "#!/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return home;
    }

    private String cache() {
        return directory.resolve("cache").toString();
    }

    private static Ran run(Map<String, String> environment, String script, String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(SCRIPTS.resolve(script).toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return new Ran(process.waitFor(), output);
    }

    private record Ran(int exit, String output) {}
}
