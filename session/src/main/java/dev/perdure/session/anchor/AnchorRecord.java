package dev.perdure.session.anchor;

import dev.perdure.session.process.ProcStat;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an anchor has written about itself: the format of the {@code anchor} file, version 1, six lines.
 *
 * @param boot the boot that it belongs to; processes of another boot are gone
 * @param slave the terminal
 * @param group the {@code cgroup.procs} file of the program's control group, if it was given one
 * @param program the program's process number
 * @param anchor the anchor's process number
 * @param startTicks the anchor's start since boot, which tells it from a later process of the same number
 */
record AnchorRecord(String boot, String slave, Optional<Path> group, int program, int anchor, long startTicks) {
    static final String HEADER = "perdure-anchor 1";

    /** Parses the file; empty when it isn't whole, because its anchor was killed or hasn't written it yet. */
    static Optional<AnchorRecord> parse(String text) {
        String[] lines = text.split("\n");
        if (lines.length != 6 || !text.endsWith("\n")) {
            return Optional.empty();
        }
        if (!lines[0].equals(HEADER)) {
            throw new IllegalArgumentException("an anchor of another version: " + lines[0]);
        }
        ProcStat stat = ProcStat.parse(value(lines[5], "stat"));
        return Optional.of(new AnchorRecord(
                value(lines[1], "boot"),
                value(lines[2], "slave"),
                Optional.of(value(lines[3], "group"))
                        .filter(group -> !group.isEmpty())
                        .map(Path::of),
                Integer.parseInt(value(lines[4], "program")),
                stat.pid(),
                stat.startTicks()));
    }

    private static String value(String line, String name) {
        if (!line.startsWith(name + " ")) {
            throw new IllegalArgumentException("an anchor file has '" + line + "' where " + name + " belongs");
        }
        return line.substring(name.length() + 1);
    }
}
