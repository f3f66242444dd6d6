package dev.perdure.cli.replay;

import java.io.IOException;
import java.time.Duration;

/** A record that can be opened anywhere. */
public interface CastSource {
    /** Opens it where it is wanted first. */
    Cast open() throws IOException;

    /** Opens it at a time counted from its beginning, or at the last place before it that it can be opened at. */
    Cast openAt(Duration time) throws IOException;

    /** The time up to which it is shown at once when it was opened first. */
    default Duration wanted() {
        return Duration.ZERO;
    }

    /**
     * An open record.
     *
     * @param begins the time of its beginning, counted from the whole record's
     * @param part whether its first event is the screen of then, and not what was put out
     */
    record Cast(Duration begins, boolean part, CastReader reader) {}
}
