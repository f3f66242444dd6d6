package dev.perdure.examples.vendorreview.maven;

/** Small files in the formats of a Maven repository. */
final class PomText {
    private PomText() {}

    static byte[] pom(Coordinates library, String version, String body) {
        return MavenServer.bytes("""
                <?xml version="1.0" encoding="UTF-8"?>
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId>
                  <artifactId>%s</artifactId>
                  <version>%s</version>
                  %s
                </project>
                """.formatted(library.group(), library.artifact(), version, body));
    }

    static byte[] metadata(String... versions) {
        return MavenServer.bytes("<metadata><versioning><versions><version>"
                + String.join("</version><version>", versions) + "</version></versions></versioning></metadata>");
    }
}
