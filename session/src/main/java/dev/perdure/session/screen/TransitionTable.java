package dev.perdure.session.screen;

/**
 * The DEC ANSI parser as a table: for every state and character class the action and the next state.
 *
 * <p>Source: Paul Flo Williams, "A parser for DEC's ANSI-compatible video terminals" (vt100.net/emu/dec_ansi_parser),
 * with what UTF-8 terminals changed since: colons are parameter characters, BEL ends an OSC, and characters from U+00A0
 * up form one class of their own, printed in ground state and part of strings.
 */
final class TransitionTable {

    // States.
    static final int GROUND = 0;
    static final int ESCAPE = 1;
    static final int ESCAPE_INTERMEDIATE = 2;
    static final int CSI_ENTRY = 3;
    static final int CSI_PARAM = 4;
    static final int CSI_INTERMEDIATE = 5;
    static final int CSI_IGNORE = 6;
    static final int DCS_ENTRY = 7;
    static final int DCS_PARAM = 8;
    static final int DCS_INTERMEDIATE = 9;
    static final int DCS_IGNORE = 10;
    static final int DCS_STRING = 11;
    static final int OSC_STRING = 12;
    static final int IGNORED_STRING = 13;
    private static final int STATES = 14;

    // Actions.
    static final int NOTHING = 0;
    static final int PRINT = 1;
    static final int EXECUTE = 2;
    static final int CLEAR = 3;
    static final int COLLECT = 4;
    static final int PARAM = 5;
    static final int ESCAPE_DISPATCH = 6;
    static final int CSI_DISPATCH = 7;
    static final int STRING_START = 8;
    static final int STRING_PUT = 9;
    static final int OSC_END = 10;
    static final int DCS_HOOK = 11;
    static final int DCS_END = 12;

    /** The class of every character from U+00A0 up. */
    static final int WIDE_CLASS = 0xA0;

    private static final int CLASSES = WIDE_CLASS + 1;
    private static final byte[] TABLE = build();

    private TransitionTable() {}

    /** Action in the high nibble, next state in the low one. */
    static int lookup(int state, int codePoint) {
        return TABLE[state * CLASSES + Math.min(codePoint, WIDE_CLASS)] & 0xFF;
    }

    private static byte[] build() {
        byte[] table = new byte[STATES * CLASSES];
        for (int state = 0; state < STATES; state++) {
            // A character that makes no sense in a sequence ends it.
            fill(table, state, 0, WIDE_CLASS, NOTHING, GROUND);
        }
        controls(table);
        ground(table);
        escapes(table);
        csi(table);
        dcs(table);
        strings(table);
        anywhere(table);
        return table;
    }

    private static void controls(byte[] table) {
        int[] executing = {
            GROUND, ESCAPE, ESCAPE_INTERMEDIATE, CSI_ENTRY, CSI_PARAM, CSI_INTERMEDIATE, CSI_IGNORE,
        };
        for (int state : executing) {
            fill(table, state, 0x00, 0x1F, EXECUTE, state);
            fill(table, state, 0x7F, 0x7F, NOTHING, state);
        }
        int[] ignoring = {DCS_ENTRY, DCS_PARAM, DCS_INTERMEDIATE, DCS_IGNORE, DCS_STRING, OSC_STRING, IGNORED_STRING};
        for (int state : ignoring) {
            fill(table, state, 0x00, 0x1F, NOTHING, state);
            fill(table, state, 0x7F, 0x7F, NOTHING, state);
        }
    }

    private static void ground(byte[] table) {
        fill(table, GROUND, 0x20, 0x7E, PRINT, GROUND);
        fill(table, GROUND, WIDE_CLASS, WIDE_CLASS, PRINT, GROUND);
    }

    private static void escapes(byte[] table) {
        fill(table, ESCAPE, 0x20, 0x2F, COLLECT, ESCAPE_INTERMEDIATE);
        fill(table, ESCAPE, 0x30, 0x7E, ESCAPE_DISPATCH, GROUND);
        fill(table, ESCAPE, '[', '[', CLEAR, CSI_ENTRY);
        fill(table, ESCAPE, ']', ']', STRING_START, OSC_STRING);
        fill(table, ESCAPE, 'P', 'P', CLEAR, DCS_ENTRY);
        fill(table, ESCAPE, 'X', 'X', NOTHING, IGNORED_STRING);
        fill(table, ESCAPE, '^', '_', NOTHING, IGNORED_STRING);
        fill(table, ESCAPE_INTERMEDIATE, 0x20, 0x2F, COLLECT, ESCAPE_INTERMEDIATE);
        fill(table, ESCAPE_INTERMEDIATE, 0x30, 0x7E, ESCAPE_DISPATCH, GROUND);
    }

    private static void csi(byte[] table) {
        fill(table, CSI_ENTRY, 0x20, 0x2F, COLLECT, CSI_INTERMEDIATE);
        fill(table, CSI_ENTRY, 0x30, 0x3B, PARAM, CSI_PARAM);
        fill(table, CSI_ENTRY, 0x3C, 0x3F, COLLECT, CSI_PARAM);
        fill(table, CSI_ENTRY, 0x40, 0x7E, CSI_DISPATCH, GROUND);
        fill(table, CSI_PARAM, 0x20, 0x2F, COLLECT, CSI_INTERMEDIATE);
        fill(table, CSI_PARAM, 0x30, 0x3B, PARAM, CSI_PARAM);
        fill(table, CSI_PARAM, 0x3C, 0x3F, NOTHING, CSI_IGNORE);
        fill(table, CSI_PARAM, 0x40, 0x7E, CSI_DISPATCH, GROUND);
        fill(table, CSI_INTERMEDIATE, 0x20, 0x2F, COLLECT, CSI_INTERMEDIATE);
        fill(table, CSI_INTERMEDIATE, 0x30, 0x3F, NOTHING, CSI_IGNORE);
        fill(table, CSI_INTERMEDIATE, 0x40, 0x7E, CSI_DISPATCH, GROUND);
        fill(table, CSI_IGNORE, 0x20, 0x3F, NOTHING, CSI_IGNORE);
        fill(table, CSI_IGNORE, WIDE_CLASS, WIDE_CLASS, NOTHING, CSI_IGNORE);
    }

    private static void dcs(byte[] table) {
        fill(table, DCS_ENTRY, 0x20, 0x2F, COLLECT, DCS_INTERMEDIATE);
        fill(table, DCS_ENTRY, 0x30, 0x3B, PARAM, DCS_PARAM);
        fill(table, DCS_ENTRY, 0x3C, 0x3F, COLLECT, DCS_PARAM);
        fill(table, DCS_ENTRY, 0x40, 0x7E, DCS_HOOK, DCS_STRING);
        fill(table, DCS_PARAM, 0x20, 0x2F, COLLECT, DCS_INTERMEDIATE);
        fill(table, DCS_PARAM, 0x30, 0x3B, PARAM, DCS_PARAM);
        fill(table, DCS_PARAM, 0x3C, 0x3F, NOTHING, DCS_IGNORE);
        fill(table, DCS_PARAM, 0x40, 0x7E, DCS_HOOK, DCS_STRING);
        fill(table, DCS_INTERMEDIATE, 0x20, 0x2F, COLLECT, DCS_INTERMEDIATE);
        fill(table, DCS_INTERMEDIATE, 0x30, 0x3F, NOTHING, DCS_IGNORE);
        fill(table, DCS_INTERMEDIATE, 0x40, 0x7E, DCS_HOOK, DCS_STRING);
        fill(table, DCS_IGNORE, 0x20, 0x7F, NOTHING, DCS_IGNORE);
        fill(table, DCS_IGNORE, WIDE_CLASS, WIDE_CLASS, NOTHING, DCS_IGNORE);
        fill(table, DCS_STRING, 0x00, 0x7E, STRING_PUT, DCS_STRING);
        fill(table, DCS_STRING, WIDE_CLASS, WIDE_CLASS, STRING_PUT, DCS_STRING);
    }

    private static void strings(byte[] table) {
        fill(table, OSC_STRING, 0x20, 0x7F, STRING_PUT, OSC_STRING);
        fill(table, OSC_STRING, WIDE_CLASS, WIDE_CLASS, STRING_PUT, OSC_STRING);
        fill(table, OSC_STRING, 0x07, 0x07, OSC_END, GROUND);
        fill(table, IGNORED_STRING, 0x20, 0x7F, NOTHING, IGNORED_STRING);
        fill(table, IGNORED_STRING, WIDE_CLASS, WIDE_CLASS, NOTHING, IGNORED_STRING);
    }

    private static void anywhere(byte[] table) {
        for (int state = 0; state < STATES; state++) {
            fill(table, state, 0x18, 0x18, EXECUTE, GROUND);
            fill(table, state, 0x1A, 0x1A, EXECUTE, GROUND);
            fill(table, state, 0x1B, 0x1B, CLEAR, ESCAPE);
            fill(table, state, 0x80, 0x9A, EXECUTE, GROUND);
            fill(table, state, 0x90, 0x90, CLEAR, DCS_ENTRY);
            fill(table, state, 0x98, 0x98, NOTHING, IGNORED_STRING);
            fill(table, state, 0x9B, 0x9B, CLEAR, CSI_ENTRY);
            fill(table, state, 0x9C, 0x9C, NOTHING, GROUND);
            fill(table, state, 0x9D, 0x9D, STRING_START, OSC_STRING);
            fill(table, state, 0x9E, 0x9F, NOTHING, IGNORED_STRING);
        }
        // A string ends with ST; the ESC of a seven-bit ST ends it already, and its backslash then does nothing.
        fill(table, OSC_STRING, 0x1B, 0x1B, OSC_END, ESCAPE);
        fill(table, OSC_STRING, 0x9C, 0x9C, OSC_END, GROUND);
        fill(table, DCS_STRING, 0x1B, 0x1B, DCS_END, ESCAPE);
        fill(table, DCS_STRING, 0x9C, 0x9C, DCS_END, GROUND);
    }

    private static void fill(byte[] table, int state, int from, int to, int action, int next) {
        for (int c = from; c <= to; c++) {
            table[state * CLASSES + c] = (byte) ((action << 4) | next);
        }
    }
}
