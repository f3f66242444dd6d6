package dev.perdure.session.anchor;

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
        int value = words.length == 2 && words[1].matches("[0-9]{1,3}") ? Integer.parseInt(words[1]) : -1;
        if (words[0].equals("exit") && value >= 0 && value <= 255) {
            return new Exit.Exited(value);
        }
        if (words[0].equals("signal") && value >= 1 && value <= 127) {
            return new Exit.Signalled(value);
        }
        if (words[0].equals("status") && value > 128) {
            return new Exit.Unknown(
                    "its shell saw status " + value + ", which is that exit code or signal " + (value - 128));
        }
        return new Exit.Unknown("its exit file says " + lines[1]);
    }
}
