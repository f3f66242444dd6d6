package dev.perdure.session.screen;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern that anybody may have written, tried on texts within a bound. {@link Pattern} backtracks, so a pattern such as
 * {@code (a+)+$} can read a text exponentially often in its length, and one such as {@code (a|b)*} nests as deep as the
 * text is long. Here both end in a {@link PatternException}. Not thread-safe.
 */
public final class BoundedPattern {
    private final Pattern pattern;
    private final long bound;
    private long left;

    /** The pattern, for at most {@code bound} readings of a character in all texts together. */
    public BoundedPattern(Pattern pattern, long bound) {
        this.pattern = pattern;
        this.bound = bound;
        left = bound;
    }

    /** A matcher of the text, for {@link #find} alone. */
    public Matcher on(CharSequence text) {
        return pattern.matcher(new Metered(text));
    }

    /** As {@link Matcher#find()}, within the bound. */
    public boolean find(Matcher matcher) {
        try {
            return matcher.find();
        } catch (StackOverflowError e) {
            throw new PatternException("the pattern nests too deep on this text: " + pattern);
        }
    }

    private final class Metered implements CharSequence {
        private final CharSequence text;

        Metered(CharSequence text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- <= 0) {
                throw new PatternException("the pattern reads more than " + bound + " characters here: " + pattern);
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
