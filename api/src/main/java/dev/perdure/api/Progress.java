package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * How far a task is, by its own word.
 *
 * @param share from 0 to 1, or null when it did not say
 * @param message in words
 */
public record Progress(@Nullable Double share, String message) {
    public Progress {
        requireNonNull(message, "message is null");
        if (share != null && !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is not between 0 and 1: " + share);
        }
    }
}
