package dev.perdure.cli.view;

import java.io.ByteArrayOutputStream;

/**
 * Leaves out of a program's output what would read or write the clipboard of the user's own terminal (OSC 52 of xterm's "Control Sequences"), so that no
 * program, on whichever machine, gets at it by being looked at. A string terminator takes its place; everything else passes, byte for byte. A sequence may
 * come in any number of pieces. Not thread-safe.
 */
public final class ClipboardGuard {
    private static final int BEL = 7;
    private static final int CAN = 0x18;
    private static final int SUB = 0x1A;
    private static final int ESC = 0x1B;
    /** The first byte of the eight-bit controls U+0080 to U+009F in UTF-8. */
    private static final int LEAD = 0xC2;

    private static final int ST = 0x9C;
    private static final int OSC = 0x9D;
    private static final int CLIPBOARD = 52;
    private static final byte[] TERMINATOR = {ESC, '\\'};

    /** A beginning that is longer is none that a program means well with: zeros, or controls between the digits. */
    private static final int LONGEST = 32;

    private enum Place {
        /** In text, or in a sequence that is none of ours. */
        TEXT,
        /** After ESC. */
        ESCAPED,
        /** In the number of an operating system command, which isn't passed yet. */
        NUMBER,
        /** In one that is left out. */
        DROPPED
    }

    private final ByteArrayOutputStream passed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private Place place = Place.TEXT;
    private int number;
    /** After {@link #LEAD}, which isn't passed yet. */
    private boolean led;

    /** What is left of a part of the output; what can't be told yet comes with a later part. */
    public byte[] pass(byte[] output) {
        if (place == Place.TEXT && !led && !mayBegin(output)) {
            return output;
        }
        passed.reset();
        for (byte next : output) {
            take(next & 0xFF);
        }
        return passed.toByteArray();
    }

    /** Begins anew: what comes next doesn't go on what came before. */
    public void reset() {
        place = Place.TEXT;
        led = false;
        held.reset();
    }

    private static boolean mayBegin(byte[] output) {
        for (byte next : output) {
            if (next == ESC || next == (byte) LEAD) {
                return true;
            }
        }
        return false;
    }

    private void take(int next) {
        if (led) {
            led = false;
            if (next >= 0x80 && next < 0xA0) {
                control(next);
                return;
            }
            if (place != Place.DROPPED) {
                passed.write(LEAD);
            }
        }
        if (place == Place.NUMBER) {
            if (goesOn(next)) {
                return;
            }
            settle(number == CLIPBOARD);
        }
        if (next == LEAD) {
            led = true;
            return;
        }
        switch (place) {
            case ESCAPED -> escaped(next);
            case DROPPED -> dropped(next);
            case TEXT, NUMBER -> {
                passed.write(next);
                place = next == ESC ? Place.ESCAPED : Place.TEXT;
            }
        }
    }

    /** An eight-bit control, which ends whatever was under way. */
    private void control(int next) {
        if (place == Place.NUMBER) {
            settle(number == CLIPBOARD);
        }
        boolean ended = place == Place.DROPPED && next == ST;
        place = Place.TEXT;
        if (next == OSC) {
            begin(LEAD, OSC);
        } else if (!ended) {
            passed.write(LEAD);
            passed.write(next);
        }
    }

    private void escaped(int next) {
        if (next == ']') {
            begin(next);
            return;
        }
        passed.write(next);
        if (next != ESC && !isPassedOver(next)) {
            place = Place.TEXT;
        }
    }

    private void dropped(int next) {
        if (next == BEL || next == CAN || next == SUB) {
            place = Place.TEXT;
        } else if (next == ESC) {
            passed.write(next);
            place = Place.ESCAPED;
        }
    }

    private void begin(int... introducer) {
        for (int next : introducer) {
            held.write(next);
        }
        number = 0;
        place = Place.NUMBER;
    }

    /** Whether the number goes on. */
    private boolean goesOn(int next) {
        boolean digit = next >= '0' && next <= '9';
        if (!digit && (next == BEL || next >= 0x80 || !isPassedOver(next))) {
            return false;
        }
        held.write(next);
        if (digit) {
            number = Math.min(number * 10 + next - '0', 1_000);
        }
        if (held.size() > LONGEST) {
            settle(true);
        }
        return true;
    }

    /** What was held is left out from now on, or passes. */
    private void settle(boolean drop) {
        // The beginning of what is left out would have ended a string that was under way.
        passed.writeBytes(drop ? TERMINATOR : held.toByteArray());
        held.reset();
        place = drop ? Place.DROPPED : Place.TEXT;
    }

    /** What a terminal does within a sequence, or passes over, without ending the sequence. */
    private static boolean isPassedOver(int next) {
        return (next < ' ' && next != CAN && next != SUB && next != ESC) || next >= 0x7F;
    }
}
