package dev.perdure.session.anchor;

import java.util.Optional;

/**
 * The format of a session's {@code exit} file, version 1: two lines, {@code perdure-exit 1}, and then {@code exit CODE},
 * {@code signal NUMBER}, or {@code status NUMBER} where the shell couldn't find out which of the two its status
 * above 128 stands for, because the disk was full, or because it is bash and the program ended at once. It appears by rename, after its bytes were synced, or not at all.
 */
final class ExitFile {
    static final String HEADER = "perdure-exit 1";

    private ExitFile() {}

    static Exit parse(String text) {
        String[] lines = text.split("\n");
        if (lines.length != 2 || !lines[0].equals(HEADER) || !text.endsWith("\n")) {
            return new Exit.Unknown("its exit file has another format: " + text.strip());
        }
        String[] words = lines[1].split(" ");
        Optional<Integer> number = words.length == 2 ? number(words[1]) : Optional.empty();
        if (number.isEmpty()) {
            return new Exit.Unknown("its exit file says " + lines[1]);
        }
        return switch (words[0]) {
            case "exit" -> new Exit.Exited(number.get());
            case "signal" -> new Exit.Signalled(number.get());
            case "status" ->
                new Exit.Unknown("its shell saw status " + number.get() + ", which is that exit code or signal "
                        + (number.get() - 128));
            default -> new Exit.Unknown("its exit file says " + lines[1]);
        };
    }

    private static Optional<Integer> number(String word) {
        return word.matches("[0-9]{1,3}") ? Optional.of(Integer.parseInt(word)) : Optional.empty();
    }
}
