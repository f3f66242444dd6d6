package dev.perdure.session.shell;

import java.nio.charset.StandardCharsets;

/**
 * How a command travels to an integrated shell: through the terminal, like everything that is typed. Keys that no keyboard has ask
 * whether the line is empty, and whether the shell reads a command now; only then the command is typed, in printable ASCII, with its
 * length and a sum over it, which the shell checks before it takes the command into its line editor.
 */
public final class HandOver {
    /** Asks whether something is typed at the prompt. */
    public static final String ASK = "\033[99136~";
    /** Asks the shell to read a command. */
    public static final String OFFER = "\033[99133~";

    /** Has the shell put back the functions that mark its prompts, if somebody has replaced them. */
    public static final String REVIVE = "\033[99138~";

    private static final int HEADER = 64;
    private static final int ROW = 64;
    private static final int MODULUS = 16_777_213;

    private HandOver() {}

    /** What is typed when the shell reads a command; {@code fish} says that the shell is fish. */
    public static String frame(String nonce, String command, boolean fish) {
        String body = fish ? fish(command) : ansi(command);
        String header = "perdure:" + nonce + ":" + body.length() + ":" + sum(body) + ":";
        if (header.length() > HEADER) {
            throw new IllegalArgumentException("nonce is too long: " + nonce);
        }
        return header + " ".repeat(HEADER - header.length()) + body;
    }

    /** What a frame begins with, by which it is found in the record of the input. */
    public static String beginning(String nonce) {
        return "perdure:" + nonce + ":";
    }

    /** The text between {@code $'} and {@code '} of bash and zsh. */
    public static String ansi(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            // The exclamation mark, for a line that is typed without the integration is searched for history.
            if (b < ' ' || b > '~' || b == '\'' || b == '\\' || b == '!') {
                out.append(String.format("\\%03o", b & 0xff));
            } else {
                out.append((char) b);
            }
        }
        return out.toString();
    }

    /** A word of fish that stands for exactly this text. */
    public static String fish(String text) {
        StringBuilder out = new StringBuilder("'");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b == '\'' || b == '\\') {
                out.append('\\').append((char) b);
            } else if (b < ' ' || b > '~') {
                out.append(String.format("'\\X%02x'", b & 0xff));
            } else {
                out.append((char) b);
            }
        }
        return out.append("'").toString();
    }

    /** By rows, so that shells, which are slow with numbers, are done soon. */
    private static int sum(String body) {
        long sum = 0;
        for (int from = 0; from < body.length(); from += ROW) {
            int row = body.substring(from, Math.min(body.length(), from + ROW))
                    .chars()
                    .sum();
            sum = (sum * 31 + row) % MODULUS;
        }
        return (int) sum;
    }
}
