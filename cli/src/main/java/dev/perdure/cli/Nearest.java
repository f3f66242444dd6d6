package dev.perdure.cli;

import java.util.List;
import java.util.Optional;

/** Finds what somebody probably meant, by the Levenshtein distance (V. I. Levenshtein, 1965). */
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
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
