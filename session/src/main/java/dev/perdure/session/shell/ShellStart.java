package dev.perdure.session.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a shell was started with, by the words of its command line: whether it reads commands from a terminal, or runs a script, and
 * which startup files it reads. bash(1), zsh(1), fish(1), dash(1).
 *
 * @param shell its name, such as {@code bash}
 * @param options the options, each with its value after it where it has one
 * @param operands what comes after the options: a script with its arguments
 */
public record ShellStart(String shell, List<String> options, List<String> operands) {
    private static final Set<String> SHELLS =
            Set.of("bash", "zsh", "fish", "sh", "dash", "ash", "ksh", "ksh93", "mksh", "busybox");
    private static final Set<String> VALUED_LONG = Set.of(
            "--rcfile",
            "--init-file",
            "--init-command",
            "--command",
            "--debug",
            "--debug-output",
            "--features",
            "--profile",
            "--profile-startup");

    public ShellStart {
        options = List.copyOf(options);
        operands = List.copyOf(operands);
    }

    /** The start of a shell, by its command line; empty when the program isn't a known shell. */
    public static Optional<ShellStart> of(List<String> commandLine) {
        if (commandLine.isEmpty()) {
            return Optional.empty();
        }
        List<String> words = commandLine;
        String name = name(words.getFirst());
        if (name.equals("busybox")) {
            if (words.size() < 2) {
                return Optional.empty();
            }
            words = words.subList(1, words.size());
            name = name(words.getFirst());
        }
        return SHELLS.contains(name) ? Optional.of(parse(name, words)) : Optional.empty();
    }

    /** A login shell has a dash before its name. */
    private static String name(String word) {
        String name = Path.of(word).getFileName() == null
                ? word
                : Path.of(word).getFileName().toString();
        return name.startsWith("-") ? name.substring(1) : name;
    }

    private static ShellStart parse(String shell, List<String> words) {
        List<String> options = new ArrayList<>();
        int at = 1;
        while (at < words.size()) {
            String word = words.get(at);
            if (word.equals("--") || word.equals("-")) {
                at++;
                break;
            }
            if (word.length() < 2 || (word.charAt(0) != '-' && word.charAt(0) != '+')) {
                break;
            }
            options.add(word);
            at++;
            if (takesValue(shell, word) && at < words.size()) {
                options.add(words.get(at));
                at++;
            }
        }
        return new ShellStart(shell, options, words.subList(at, words.size()));
    }

    private static boolean takesValue(String shell, String word) {
        if (word.startsWith("--")) {
            return VALUED_LONG.contains(word);
        }
        char last = word.charAt(word.length() - 1);
        return shell.equals("fish")
                ? word.length() == 2 && "cCdDfop".indexOf(last) >= 0
                : last == 'o' || (last == 'O' && shell.equals("bash"));
    }

    /** True when it reads its commands from the terminal. */
    public boolean isInteractive() {
        return !has('c', "--command") && (operands.isEmpty() || has('s', "--stdin"));
    }

    /** True when an option was given, by its letter, alone or among others, or by its long name. */
    public boolean has(char letter, String name) {
        return options.stream()
                .anyMatch(option -> option.equals(name)
                        || (!option.startsWith("--") && option.startsWith("-") && option.indexOf(letter) > 0));
    }

    /** The value of a long option, or nothing where it wasn't given. */
    Optional<String> value(String name) {
        int at = options.indexOf(name);
        return at < 0 || at + 1 >= options.size() ? Optional.empty() : Optional.of(options.get(at + 1));
    }
}
