package dev.perdure.cli.replay;

/**
 * Terminal output as text: without control sequences (ECMA-48), a line for each line. What a program wrote over what it had written
 * before comes after it, on a line of its own. Takes output in pieces. Not thread-safe.
 */
public final class PlainText {
    private enum State {
        TEXT,
        ESCAPE,
        /** Between CSI and its final byte. */
        SEQUENCE,
        /** In an OSC, DCS, SOS, PM or APC, which ST ends. */
        STRING,
        STRING_ESCAPE
    }

    private State state = State.TEXT;
    private boolean returned;

    /** The text of the next piece. */
    public String of(String output) {
        var text = new StringBuilder(output.length());
        for (int i = 0; i < output.length(); i++) {
            take(output.charAt(i), text);
        }
        return text.toString();
    }

    private void take(char c, StringBuilder text) {
        switch (state) {
            case TEXT -> text(c, text);
            case ESCAPE -> state = afterEscape(c);
            case SEQUENCE -> {
                if (c == 0x1b) {
                    state = State.ESCAPE;
                } else if (c >= 0x40 && c <= 0x7e) {
                    state = State.TEXT;
                }
            }
            case STRING -> {
                if (c == 0x1b) {
                    state = State.STRING_ESCAPE;
                } else if (c == 7 || c == 0x9c || c == 0x18 || c == 0x1a) {
                    state = State.TEXT;
                }
            }
            case STRING_ESCAPE -> state = c == '\\' ? State.TEXT : afterEscape(c);
        }
    }

    private static State afterEscape(char c) {
        return switch (c) {
            case '[' -> State.SEQUENCE;
            case ']', 'P', 'X', '^', '_' -> State.STRING;
            case 0x1b -> State.ESCAPE;
            // Intermediate characters, as of a character set; the final one is to come.
            default -> c >= 0x20 && c <= 0x2f ? State.ESCAPE : State.TEXT;
        };
    }

    private void text(char c, StringBuilder text) {
        if (c == '\r') {
            returned = true;
            return;
        }
        if (returned && c != '\n' && c != 0x1b) {
            text.append('\n');
        }
        returned = returned && c == 0x1b;
        switch (c) {
            case 0x1b -> state = State.ESCAPE;
            case 0x9b -> state = State.SEQUENCE;
            case 0x90, 0x98, 0x9d, 0x9e, 0x9f -> state = State.STRING;
            default -> {
                if (c == '\n' || c == '\t' || (c >= 0x20 && (c < 0x7f || c > 0x9f))) {
                    text.append(c);
                }
            }
        }
    }
}
