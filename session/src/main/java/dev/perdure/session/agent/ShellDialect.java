package dev.perdure.session.agent;

import dev.perdure.session.shell.HandOver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The language that a shell without integration wants typed lines in.
 *
 * <p>A line marks the command's beginning, evaluates the command, and marks its end with its code, all by builtins that no alias or
 * function stands before. Marks go to the terminal, wherever the shell's output goes. The command itself is in the line, quoted, so a
 * line that doesn't come whole is no command; and when the first mark can't be printed, nothing runs.
 */
enum ShellDialect {
    /** bash, zsh. */
    BASH,
    /** dash, busybox, ksh: a syntax error in eval would drop the rest of the line, but for {@code command}. */
    POSIX,
    FISH;

    private static final Set<String> POSIX_SHELLS = Set.of("sh", "dash", "ash", "busybox", "ksh", "mksh", "ksh93");
    private static final Set<String> GATES =
            Set.of("ssh", "mosh-client", "su", "sudo", "login", "docker", "podman", "kubectl", "machinectl", "nsenter");
    /** The kernel takes 4095 bytes in one line: termios(3). Characters that it would act on are not among them. */
    private static final int LONGEST_PIECE = 2000;

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

    /** The lines, each to be ended by Enter, that run a command. A leading space keeps them out of most histories. */
    List<String> lines(String nonce, String command) {
        return switch (this) {
            case BASH ->
                List.of(" " + begin("\\builtin", nonce, "") + "&&{ \\builtin eval $'" + HandOver.ansi(command) + "';"
                        + end("\\builtin", nonce) + ";}");
            case FISH ->
                List.of(" " + begin("builtin", nonce, "") + "; and begin; eval " + HandOver.fish(command) + "; "
                        + fishEnd(nonce) + "; end");
            case POSIX -> posix(nonce, command);
        };
    }

    private static List<String> posix(String nonce, String command) {
        String text = octal(command);
        String variable = "perdure_" + nonce;
        String whole = "[ \"${#" + variable + "}\" -eq " + text.length() + " ]";
        boolean one = text.length() <= LONGEST_PIECE;
        // Substitution of a command drops newlines at its end; the point keeps them.
        String last = "if " + whole + "&&" + begin("\\command", nonce, one ? "" : "\\n") + ";then " + variable
                + "=$(\\command printf %b \"$" + variable + ".\");\\command eval \"${" + variable + "%.}\";"
                + end("\\command", nonce) + ";else \\command printf '\\033]133;H;refused;" + Marks.tag(nonce)
                + "\\007' >/dev/tty;fi;unset " + variable;
        if (one) {
            return List.of(" " + variable + "='" + text + "';" + last);
        }
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length(); from += LONGEST_PIECE) {
            String piece = text.substring(from, Math.min(text.length(), from + LONGEST_PIECE));
            lines.add(" " + variable + "=${" + variable + "-}'" + piece + "'");
        }
        lines.add(" " + last);
        return lines;
    }

    /** For printf's {@code %b}; a piece of it may begin and end anywhere. */
    private static String octal(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b < ' ' || b > '~' || b == '\'' || b == '\\') {
                out.append(String.format("\\0%03o", b & 0xff));
            } else {
                out.append((char) b);
            }
        }
        return out.toString();
    }

    /** The line that only marks the end, with the code that the shell has kept. */
    String probe(String nonce) {
        return " "
                + switch (this) {
                    case BASH -> end("\\builtin", nonce);
                    case POSIX -> end("\\command", nonce);
                    case FISH -> fishEnd(nonce);
                };
    }

    /** {@code before} goes before the mark: a newline where prompts of earlier lines stand in the same line. */
    private static String begin(String builtin, String nonce, String before) {
        return builtin + " printf '" + before + "\\033]133;C;" + Marks.tag(nonce) + "\\007' >/dev/tty";
    }

    private static String end(String builtin, String nonce) {
        return builtin + " printf '" + Marks.PROBE + Marks.tag(nonce) + "\\007' \"$?\" >/dev/tty";
    }

    private static String fishEnd(String nonce) {
        return "builtin printf '" + Marks.PROBE + Marks.tag(nonce) + "\\007' $status >/dev/tty";
    }
}
