package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.shell.HandOver;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Whether somebody may have begun a line that isn't ended, by the record of the input: keys were typed since the last Enter or C-c. A
 * careful answer, for shells that can't be asked: keys that a program has taken without Enter count too.
 */
final class PendingKeys {
    /** What terminals send by themselves: reports, focus, answers to queries. */
    private static final Pattern REPORTS =
            Pattern.compile("\033\\[[?>=]?[0-9;$]*[cRIOnuty]|\033[\\]P_^][^\007\033]*(?:\007|\033\\\\)");

    private PendingKeys() {}

    static boolean of(Session session) {
        boolean[] pending = {false};
        session.input().entries(0, entry -> {
            String text = REPORTS.matcher(new String(entry.bytes(), StandardCharsets.ISO_8859_1))
                    .replaceAll("");
            if (text.isEmpty()) {
                return;
            }
            if (text.startsWith("perdure:") || text.equals(HandOver.ASK) || text.equals(HandOver.OFFER)) {
                // Taken by the line editor, which then ran it or took it back.
                pending[0] = false;
                return;
            }
            int end = text.length() - 1;
            while (end >= 0 && "\r\n\003\034".indexOf(text.charAt(end)) < 0) {
                end--;
            }
            pending[0] = end < 0 || end < text.length() - 1;
        });
        return pending[0];
    }
}
