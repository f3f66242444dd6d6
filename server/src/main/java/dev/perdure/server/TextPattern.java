package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A regular expression of {@link Pattern} in a request, in which {@code ^} and {@code $} are the ends of a line. */
final class TextPattern {
    private static final int LONGEST = 1000;

    private TextPattern() {}

    static Pattern of(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw bad("The pattern is missing.");
        }
        if (text.length() > LONGEST) {
            throw bad("The pattern is longer than " + LONGEST + " characters.");
        }
        try {
            return Pattern.compile(text, Pattern.MULTILINE);
        } catch (PatternSyntaxException e) {
            throw bad("The pattern is no regular expression: " + e.getDescription() + " at index " + e.getIndex()
                    + " of " + text);
        }
    }

    private static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }
}
