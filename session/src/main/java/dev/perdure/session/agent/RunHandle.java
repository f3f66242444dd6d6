package dev.perdure.session.agent;

import java.util.Optional;

/**
 * The way back to a command that was typed into a session, for whoever has it, also after the death of who typed it:
 * everything else is in the session's recorded output.
 *
 * @param nonce tells the command's marks from all others
 * @param offset of the output where it was typed
 * @param home the process group that was in the foreground then, the shell's
 */
public record RunHandle(String nonce, long offset, int home) {
    public RunHandle {
        if (!nonce.matches("[0-9a-z]{8,40}")) {
            throw new IllegalArgumentException("nonce is not 8 to 40 digits and letters: " + nonce);
        }
        if (offset < 0) {
            throw new IllegalArgumentException("offset is negative: " + offset);
        }
    }

    /** The handle as one word, for {@link #parse}. */
    public String text() {
        return nonce + "-" + offset + "-" + home;
    }

    /** The handle that {@link #text} gave, or empty when it is something else. */
    public static Optional<RunHandle> parse(String text) {
        if (!text.matches("[0-9a-z]{8,40}-[0-9]{1,18}-[0-9]{1,9}")) {
            return Optional.empty();
        }
        String[] parts = text.split("-");
        return Optional.of(new RunHandle(parts[0], Long.parseLong(parts[1]), Integer.parseInt(parts[2])));
    }
}
