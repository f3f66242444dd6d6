package dev.perdure.session.record;

import dev.perdure.api.Timeline;
import java.time.Duration;

/** A place in a record. */
public sealed interface Position {
    /** Where the record begins. */
    Position START = new Time(Duration.ZERO);

    /** Before the byte of the output that has this offset, which counts from the session's beginning. */
    record Offset(long offset) implements Position {
        public Offset {
            if (offset < 0) {
                throw new IllegalArgumentException("offset is negative: " + offset);
            }
        }
    }

    /** After everything that had happened so long after the session's start. */
    record Time(Duration time) implements Position {
        public Time {
            if (time.isNegative()) {
                throw new IllegalArgumentException("time is negative: " + time);
            }
            time = Timeline.span(time);
        }
    }
}
