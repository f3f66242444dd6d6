package dev.perdure.session.anchor;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The control groups that a session's processes start in, as paths of {@code cgroup.procs} files; empty leaves a
 * process where the daemon is.
 *
 * @param anchor the anchor's, outside what is frozen
 * @param program the program's, entered before the program begins
 */
public record Placement(Optional<Path> anchor, Optional<Path> program) {
    public static final Placement NONE = new Placement(Optional.empty(), Optional.empty());
}
