package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one POM file says itself, before anything is inherited (the POM reference of Maven, model 4.0.0). */
record Pom(XmlElement project) {

    static Pom parse(byte[] xml, String address) throws IOException {
        XmlElement root = XmlElement.parse(xml, address);
        if (!root.name().equals("project")) {
            throw new IOException(address + " is not a POM: its root element is <" + root.name() + ">");
        }
        return new Pom(root);
    }

    Optional<Parent> parent() {
        return project.at("parent")
                .map(parent -> new Parent(
                        new Coordinates(
                                parent.text("groupId").orElse(""),
                                parent.text("artifactId").orElse("")),
                        parent.text("version").orElse("")));
    }

    /** The text at the end of a path of names below {@code project}. */
    Optional<String> text(String... path) {
        return project.text(path);
    }

    List<License> licences() {
        return all("licenses", "license")
                .map(licence -> new License(
                        licence.text("name").or(() -> licence.text("url")).orElse("(a licence without a name)"),
                        licence.text("url").orElse("")))
                .toList();
    }

    List<Dependency> dependencies() {
        return all("dependencies", "dependency").map(Pom::dependency).toList();
    }

    /** Dependencies that are not used by being here, but whose scope is fixed for those who use them. */
    List<Dependency> managedDependencies() {
        return project.at("dependencyManagement")
                .map(managed -> new Pom(managed).dependencies())
                .orElse(List.of());
    }

    /** The coordinates that the library has moved to, where its authors say so. */
    Optional<String> movedTo() {
        return project.at("distributionManagement", "relocation")
                .map(target -> target.text("groupId").orElse("(same group)") + ":"
                        + target.text("artifactId").orElse("(same artifact)"));
    }

    private Stream<XmlElement> all(String list, String item) {
        return project.at(list).stream().flatMap(items -> items.children(item));
    }

    private static Dependency dependency(XmlElement element) {
        return new Dependency(
                element.text("groupId").orElse("") + ":"
                        + element.text("artifactId").orElse("") + ":"
                        + element.text("classifier").orElse(""),
                element.text("scope"),
                element.text("optional").map(Boolean::parseBoolean).orElse(false));
    }

    record Parent(Coordinates library, String version) {}

    record License(String name, String url) {}

    record Dependency(String key, Optional<String> scope, boolean optional) {}
}
