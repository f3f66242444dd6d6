package dev.perdure.cli.replay;

import java.time.Duration;

/**
 * One event of a record.
 *
 * @param time counted from the record's beginning
 * @param code what it is: {@code o} output, {@code r} another size, {@code m} a marker, {@code x} the exit code; others may come
 * @param data what belongs to it
 */
public record CastEvent(Duration time, String code, String data) {
    /** Whether it is for the terminal. */
    public boolean isOutput() {
        return code.equals("o");
    }
}
