package dev.perdure.session.operator;

import dev.perdure.session.pty.TerminalSize;
import java.util.Collection;
import java.util.Optional;

/** Whose window decides a session's size when several clients are attached. */
public enum SizePolicy {
    /**
     * The helm holder's window; while nobody holds the helm, that of the client who sent input or changed its size last. Others see a part, or
     * have blank space.
     */
    HELM,
    /** The least columns and the least rows of all, so that everybody sees everything. */
    SMALLEST,
    /** The most columns and the most rows of all. */
    LARGEST,
    /** No client's: only {@code Session.resize} changes it. */
    FIXED;

    /**
     * The size that results.
     *
     * @param all the windows of all clients that have one
     * @param leading the window of the holder, or of who was active last
     * @return empty when the size stays as it is
     */
    public Optional<TerminalSize> choose(Collection<TerminalSize> all, Optional<TerminalSize> leading) {
        return switch (this) {
            case HELM -> leading;
            case SMALLEST ->
                all.stream()
                        .reduce((a, b) ->
                                new TerminalSize(Math.min(a.columns(), b.columns()), Math.min(a.rows(), b.rows())));
            case LARGEST ->
                all.stream()
                        .reduce((a, b) ->
                                new TerminalSize(Math.max(a.columns(), b.columns()), Math.max(a.rows(), b.rows())));
            case FIXED -> Optional.empty();
        };
    }
}
