package dev.perdure.session.anchor;

import dev.perdure.session.linux.SystemCallFilter;
import java.nio.file.Path;

/** A process that may not copy descriptors, as in a container with a strict filter, and adopts a session of bash all the same. */
public final class FilteredAdopter {
    private FilteredAdopter() {}

    public static void main(String[] arguments) {
        SystemCallFilter.refuse(SystemCallFilter.PIDFD_GETFD);
        System.out.println(Takeover.probe());
        try (LiveTerminal adopted = new LiveTerminal(Anchor.adopt(new SessionFiles(Path.of(arguments[0]))))) {
            adopted.type("echo kept=$kept; exit 42\n").expect("kept=before");
            System.out.println(adopted.exit());
        }
    }
}
