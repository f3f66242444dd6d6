package dev.perdure.session;

import java.nio.file.Path;

/**
 * A session that was found and can't be hosted: its program is untouched, and so are its files.
 *
 * @param id the session's identity, the name of its directory
 * @param reason what went wrong, in a sentence
 */
public record SetAside(String id, Path directory, String reason) {

    static SetAside of(Path directory, Throwable failure) {
        String message = failure.getMessage();
        String what = failure instanceof OutOfMemoryError ? "it takes more memory than there is" : message;
        return new SetAside(
                directory.getFileName().toString(),
                directory,
                what == null || what.isBlank() ? failure.getClass().getSimpleName() : what);
    }
}
