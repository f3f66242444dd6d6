package dev.perdure.session.agent;

import java.util.Optional;
import java.util.Set;

/** The language that a shell wants a typed line in. */
enum ShellDialect {
    /** bash, zsh: eval goes on after a syntax error. */
    BASH("eval "),
    /** dash, busybox, ksh: a syntax error in eval would drop the rest of the line, but for {@code command}. */
    POSIX("command eval "),
    FISH("eval ");

    private static final Set<String> POSIX_SHELLS = Set.of("sh", "dash", "ash", "busybox", "ksh", "mksh", "ksh93");
    private static final Set<String> GATES =
            Set.of("ssh", "mosh-client", "su", "sudo", "login", "docker", "podman", "kubectl", "machinectl", "nsenter");

    private final String evaluation;

    ShellDialect(String evaluation) {
        this.evaluation = evaluation;
    }

    /** The dialect of a program by the kernel's name for it; of what is behind a gate like ssh, bash's is assumed. */
    static Optional<ShellDialect> of(String command) {
        if (command.equals("fish")) {
            return Optional.of(FISH);
        }
        if (POSIX_SHELLS.contains(command)) {
            return Optional.of(POSIX);
        }
        return command.equals("bash") || command.equals("zsh") || GATES.contains(command)
                ? Optional.of(BASH)
                : Optional.empty();
    }

    /** True for programs behind which another shell may be. */
    static boolean isGate(String command) {
        return GATES.contains(command);
    }

    /** The line, ended by Enter, that marks the command's beginning, evaluates it, and marks its end with its code. */
    String line(String nonce, String expression) {
        // A leading space keeps it out of the history, where the shell is told so (HISTCONTROL, HIST_IGNORE_SPACE;
        // fish).
        return " printf '\\033]133;C;" + Marks.tag(nonce) + "\\007';" + evaluation + expression + ";" + end(nonce);
    }

    /** The line that only marks the end, with the code that the shell has kept. */
    String probe(String nonce) {
        return " " + end(nonce);
    }

    private String end(String nonce) {
        String code = this == FISH ? "$status" : "\"$?\"";
        return "printf '\\033]133;D;%s;" + Marks.tag(nonce) + "\\007' " + code;
    }

    /** A word that stands for exactly this text. */
    String quote(String text) {
        return this == FISH
                ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
                : "'" + text.replace("'", "'\\''") + "'";
    }

    /** An expression for the text of a file. */
    String contents(String path) {
        return this == FISH ? "(cat " + quote(path) + " | string collect)" : "\"$(cat " + quote(path) + ")\"";
    }
}
