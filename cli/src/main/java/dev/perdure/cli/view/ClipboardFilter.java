package dev.perdure.cli.view;

import java.io.ByteArrayOutputStream;

/**
 * Takes writes to the terminal's clipboard (OSC 52, xterm's "Control Sequences") out of a program's output, wherever the output is cut into pieces. A session
 * may be somebody else's, and what is on the user's clipboard is soon pasted into a shell. Everything else passes as it is; only the beginning of what may
 * become such a sequence waits for the next piece. Not thread-safe.
 */
public final class ClipboardFilter {
    private static final byte ESCAPE = 0x1B;
    private static final byte BELL = 0x07;
    private static final byte CANCEL = 0x18;
    private static final byte SUBSTITUTE = 0x1A;

    /** OSC and ST as C1 controls are these after {@link #C1} in UTF-8. */
    private static final byte C1 = (byte) 0xC2;

    private static final byte C1_OSC = (byte) 0x9D;
    private static final byte C1_ST = (byte) 0x9C;

    private enum Place {
        TEXT,
        INTRODUCED,
        /** The number of an operating system command; {@code digits} of it are read. */
        NUMBER,
        DROPPED,
        DROPPED_INTRODUCED
    }

    private final ByteArrayOutputStream held = new ByteArrayOutputStream(8);
    private Place place = Place.TEXT;
    private int number;

    /** What of the output the terminal may have now. */
    public byte[] pass(byte[] output) {
        if (place == Place.TEXT && !introduces(output)) {
            return output;
        }
        var passed = new ByteArrayOutputStream(output.length + held.size());
        for (byte next : output) {
            take(next, passed);
        }
        return passed.toByteArray();
    }

    private static boolean introduces(byte[] output) {
        for (byte next : output) {
            if (next == ESCAPE || next == C1) {
                return true;
            }
        }
        return false;
    }

    private void take(byte next, ByteArrayOutputStream passed) {
        switch (place) {
            case TEXT -> text(next, passed);
            case INTRODUCED -> {
                boolean escape = held.toByteArray()[0] == ESCAPE;
                if (next == (escape ? ']' : C1_OSC)) {
                    held.write(next);
                    number = 0;
                    place = Place.NUMBER;
                } else {
                    release(passed);
                    text(next, passed);
                }
            }
            case NUMBER -> {
                if (next >= '0' && next <= '9') {
                    held.write(next);
                    number = Math.min(number * 10 + next - '0', 1000);
                } else if (number == 52 && next != ESCAPE) {
                    held.reset();
                    place = Place.DROPPED;
                    drop(next);
                } else {
                    release(passed);
                    text(next, passed);
                }
            }
            case DROPPED -> drop(next);
            case DROPPED_INTRODUCED -> {
                boolean escape = held.toByteArray()[0] == ESCAPE;
                if (next == (escape ? '\\' : C1_ST)) {
                    held.reset();
                    place = Place.TEXT;
                } else if (escape) {
                    // Another sequence, which ends the one before it.
                    place = Place.INTRODUCED;
                    take(next, passed);
                } else {
                    held.reset();
                    place = Place.DROPPED;
                    drop(next);
                }
            }
        }
    }

    private void text(byte next, ByteArrayOutputStream passed) {
        if (next == ESCAPE || next == C1) {
            held.write(next);
            place = Place.INTRODUCED;
        } else {
            passed.write(next);
        }
    }

    private void drop(byte next) {
        switch (next) {
            case BELL, CANCEL, SUBSTITUTE -> place = Place.TEXT;
            case ESCAPE, C1 -> {
                held.write(next);
                place = Place.DROPPED_INTRODUCED;
            }
            default -> {}
        }
    }

    private void release(ByteArrayOutputStream passed) {
        passed.writeBytes(held.toByteArray());
        held.reset();
        place = Place.TEXT;
    }
}
