package dev.perdure.cli;

import java.util.List;
import java.util.Optional;

/** Finds what somebody probably meant, by the distance of F. J. Damerau (1964): letters put in, left out, replaced, or two that
 * changed places. */
final class Nearest {
    private Nearest() {}

    /** The nearest of the known words, if it differs in at most a third of its letters or begins alike. */
    static Optional<String> to(String word, List<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = distance(word, candidate);
            boolean near = distance <= Math.max(1, candidate.length() / 3)
                    || (word.length() > 2 && candidate.startsWith(word));
            if (near && distance < least) {
                best = candidate;
                least = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                rows[i][j] = Math.min(replaced, 1 + Math.min(rows[i - 1][j], rows[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    rows[i][j] = Math.min(rows[i][j], 1 + rows[i - 2][j - 2]);
                }
            }
        }
        return rows[a.length()][b.length()];
    }
}
