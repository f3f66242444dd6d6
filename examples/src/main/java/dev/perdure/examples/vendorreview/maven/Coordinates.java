package dev.perdure.examples.vendorreview.maven;

import java.util.regex.Pattern;

/**
 * A library's name in the Maven world, without a version, and where its files are in a repository of Maven's default layout.
 *
 * @param group such as {@code com.google.code.gson}
 * @param artifact such as {@code gson}
 */
public record Coordinates(String group, String artifact) {
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]*");

    public Coordinates {
        requirePart(group, "group");
        requirePart(artifact, "artifact");
    }

    /** Reads {@code group:artifact}. */
    public static Coordinates parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("'" + text + "' is not group:artifact");
        }
        return new Coordinates(parts[0], parts[1]);
    }

    /** The folder of all versions. */
    public String folder() {
        return group.replace('.', '/') + "/" + artifact;
    }

    /** The list of all versions. */
    public String metadata() {
        return folder() + "/maven-metadata.xml";
    }

    /** The POM of a version. */
    public String pom(String version) {
        return file(version, ".pom");
    }

    /** The main jar of a version. */
    public String jar(String version) {
        return file(version, ".jar");
    }

    private String file(String version, String ending) {
        // Versions come from other people's files: they must not lead out of the repository.
        requirePart(version, "version");
        return folder() + "/" + version + "/" + artifact + "-" + version + ending;
    }

    private static void requirePart(String text, String what) {
        if (!PART.matcher(text).matches()) {
            throw new IllegalArgumentException(what + " is not letters, digits, '.', '_', '+' or '-': '" + text + "'");
        }
    }

    @Override
    public String toString() {
        return group + ":" + artifact;
    }
}
