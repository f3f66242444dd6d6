package dev.perdure.session.screen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns a stream of bytes, cut anywhere, into calls of {@link ParserActions}.
 *
 * <p>Bytes are decoded as UTF-8 first (an ill-formed part becomes one U+FFFD per maximal subpart, Unicode 17 §3.9), then
 * run through the {@link TransitionTable}. Eight-bit C1 controls exist only as the code points U+0080 to U+009F: xterm.js
 * obeys them, xterm in UTF-8 mode passes over them wherever they are. Runs of printable ASCII in ground state, nearly everything a program writes, skip both.
 */
final class Parser {

    /** Longer strings (OSC, DCS) are read to their end and then dropped. */
    static final int STRING_LIMIT = 16 * 1024;

    private final ParserActions actions;
    private final boolean c1;
    private final Params params = new Params();
    private final StringBuilder string = new StringBuilder();
    private boolean stringOverflow;

    private int state = TransitionTable.GROUND;
    private int prefix;
    private int intermediates;
    private int intermediateCount;
    private int stringPrefix;
    private int stringIntermediates;
    private int stringFinal;

    private int utf8Value;
    private int utf8Needed;
    private int utf8Low = 0x80;
    private int utf8High = 0xBF;

    private long position;

    /** The bytes of the sequence being read; {@code charStart} is where its last character begins. */
    private byte[] pending = new byte[64];

    private int pendingLength;
    private int charStart;
    private boolean pendingOverflow;

    Parser(ParserActions actions, boolean c1) {
        this.actions = actions;
        this.c1 = c1;
        params.clear();
    }

    /** Bytes fed so far, up to and including the byte being worked on: the stream position of what is reported. */
    long position() {
        return position;
    }

    /** Takes bytes in until the actions say that it is enough for now; returns how many. */
    int feed(byte[] bytes, int offset, int length) {
        int end = offset + length;
        long base = position - offset;
        int at = offset;
        while (at < end && !actions.spent()) {
            int b = bytes[at];
            if (b >= 0x20 && b != 0x7F && idle()) {
                int from = at;
                do {
                    at++;
                } while (at < end && (b = bytes[at]) >= 0x20 && b != 0x7F);
                position = base + at;
                actions.printAscii(bytes, from, at);
                continue;
            }
            int next = idle() ? whole(bytes, at, end, base) : at;
            if (next == at) {
                position = base + at + 1;
                decode(b & 0xFF);
                next++;
            }
            at = next;
        }
        return at - offset;
    }

    /**
     * Takes what lies whole in the buffer without the table: a common control, a control sequence of parameters and a
     * final byte, a character of two to four bytes. Anything else is left to the table, which decides alike.
     *
     * @return the index after it, or {@code at}
     */
    private int whole(byte[] bytes, int at, int end, long base) {
        int b = bytes[at];
        if (b >= 0x08 && b <= 0x0D) {
            position = base + at + 1;
            actions.execute(b);
            return at + 1;
        }
        if (b == 0x1B) {
            return at + 2 < end && bytes[at + 1] == '[' ? wholeCsi(bytes, at, end, base) : at;
        }
        int c;
        int next;
        if (b >= (byte) 0xC2 && b <= (byte) 0xDF && at + 1 < end) {
            c = ((b & 0x1F) << 6) | continuation(bytes[at + 1]);
            next = at + 2;
        } else if (b >= (byte) 0xE1 && b <= (byte) 0xEF && b != (byte) 0xED && at + 2 < end) {
            c = ((b & 0x0F) << 12) | (continuation(bytes[at + 1]) << 6) | continuation(bytes[at + 2]);
            next = at + 3;
        } else if (b >= (byte) 0xF1 && b <= (byte) 0xF3 && at + 3 < end) {
            c = fourBytes(bytes, at);
            next = at + 4;
        } else if (b == (byte) 0xF0 && at + 3 < end && (bytes[at + 1] & 0x30) != 0) {
            c = fourBytes(bytes, at);
            next = at + 4;
        } else {
            return at;
        }
        if (c < 0xA0) {
            return at;
        }
        position = base + next;
        actions.print(c);
        return next;
    }

    /** The character, or -1 when its last three bytes are no continuations. */
    private static int fourBytes(byte[] bytes, int at) {
        int marks = (bytes[at + 1] ^ 0x80) | (bytes[at + 2] ^ 0x80) | (bytes[at + 3] ^ 0x80);
        if ((marks & 0xC0) != 0) {
            return -1;
        }
        return ((bytes[at] & 0x07) << 18)
                | (continuation(bytes[at + 1]) << 12)
                | (continuation(bytes[at + 2]) << 6)
                | continuation(bytes[at + 3]);
    }

    /** Six bits, or a number so negative that what is made with it is no character. */
    private static int continuation(int b) {
        return (b & 0xC0) == 0x80 ? b & 0x3F : Integer.MIN_VALUE >> 6;
    }

    private int wholeCsi(byte[] bytes, int at, int end, long base) {
        clear();
        int i = at + 2;
        if (bytes[i] >= 0x3C && bytes[i] <= 0x3F) {
            prefix = bytes[i++];
        }
        for (; i < end; i++) {
            int b = bytes[i];
            if (b >= 0x30 && b <= 0x3B) {
                param(b);
            } else if (b >= 0x40 && b <= 0x7E) {
                position = base + i + 1;
                actions.csi(prefix, 0, b, params);
                return i + 1;
            } else {
                break;
            }
        }
        clear();
        return at;
    }

    /** Nothing is half read. */
    boolean idle() {
        return state == TransitionTable.GROUND && utf8Needed == 0;
    }

    /**
     * The bytes of the sequence that the stream was cut in: fed to a parser at rest they bring it to this state, and
     * have no other effect. Of an over-long string it is only an introducer that swallows what follows.
     */
    byte[] unfinished() {
        if (idle()) {
            return new byte[0];
        }
        if (pendingOverflow) {
            // BEL ends an OSC only; each introducer swallows the rest up to its own terminator.
            boolean osc = state == TransitionTable.OSC_STRING;
            return (osc ? "\033]9999;" : "\033_").getBytes(StandardCharsets.US_ASCII);
        }
        return Arrays.copyOf(pending, pendingLength);
    }

    void reset() {
        state = TransitionTable.GROUND;
        clear();
        forget();
    }

    private void forget() {
        pendingLength = 0;
        charStart = 0;
        pendingOverflow = false;
        if (pending.length > 256) {
            pending = new byte[64];
        }
    }

    private void remember(int b) {
        if (pendingLength == pending.length) {
            if (pendingLength > STRING_LIMIT) {
                pendingOverflow = true;
                pendingLength = 0;
                charStart = 0;
            } else {
                pending = Arrays.copyOf(pending, pendingLength * 2);
            }
        }
        pending[pendingLength++] = (byte) b;
    }

    private void decode(int b) {
        if (utf8Needed > 0) {
            if (b >= utf8Low && b <= utf8High) {
                remember(b);
                utf8Value = (utf8Value << 6) | (b & 0x3F);
                utf8Low = 0x80;
                utf8High = 0xBF;
                if (--utf8Needed == 0) {
                    consume(utf8Value);
                }
                return;
            }
            utf8Needed = 0;
            utf8Low = 0x80;
            utf8High = 0xBF;
            consume(0xFFFD);
        }
        remember(b);
        if (b < 0x80) {
            consume(b);
        } else if (b >= 0xC2 && b <= 0xDF) {
            lead(b & 0x1F, 1);
        } else if (b >= 0xE0 && b <= 0xEF) {
            lead(b & 0x0F, 2);
            utf8Low = b == 0xE0 ? 0xA0 : 0x80;
            utf8High = b == 0xED ? 0x9F : 0xBF;
        } else if (b >= 0xF0 && b <= 0xF4) {
            lead(b & 0x07, 3);
            utf8Low = b == 0xF0 ? 0x90 : 0x80;
            utf8High = b == 0xF4 ? 0x8F : 0xBF;
        } else {
            consume(0xFFFD);
        }
    }

    private void lead(int bits, int needed) {
        utf8Value = bits;
        utf8Needed = needed;
    }

    private void consume(int c) {
        if (c >= 0x80 && c < 0xA0 && !c1) {
            if (state == TransitionTable.GROUND) {
                forget();
            } else {
                pendingLength = charStart;
            }
            return;
        }
        int transition = TransitionTable.lookup(state, c);
        state = transition & 0x0F;
        act(transition, c);
        if (state == TransitionTable.GROUND) {
            forget();
        } else if (transition >> 4 == TransitionTable.EXECUTE) {
            pendingLength = charStart;
        } else if (c == 0x1B || (c >= 0x80 && c < 0xA0)) {
            // A new introducer: what came before has ended or was abandoned.
            System.arraycopy(pending, charStart, pending, 0, pendingLength - charStart);
            pendingLength -= charStart;
            charStart = pendingLength;
            pendingOverflow = false;
        } else {
            charStart = pendingLength;
        }
    }

    private void act(int transition, int c) {
        switch (transition >> 4) {
            case TransitionTable.NOTHING -> {}
            case TransitionTable.PRINT -> printOne(c);
            case TransitionTable.EXECUTE -> actions.execute(c);
            case TransitionTable.CLEAR -> clear();
            case TransitionTable.COLLECT -> collect(c);
            case TransitionTable.PARAM -> param(c);
            case TransitionTable.ESCAPE_DISPATCH -> {
                if (intermediateCount <= 3) {
                    actions.escape(intermediates, c);
                }
            }
            case TransitionTable.CSI_DISPATCH -> {
                if (intermediateCount <= 3) {
                    actions.csi(prefix, intermediates, c, params);
                }
            }
            case TransitionTable.STRING_START -> startString();
            case TransitionTable.STRING_PUT -> put(c);
            case TransitionTable.OSC_END -> endOsc(c == 0x07);
            case TransitionTable.DCS_HOOK -> hook(c);
            case TransitionTable.DCS_END -> endDcs();
            default -> throw new IllegalStateException("no such action: " + (transition >> 4));
        }
    }

    private void printOne(int c) {
        if (c < 0x80) {
            actions.printAscii(new byte[] {(byte) c}, 0, 1);
        } else {
            actions.print(c);
        }
    }

    private void clear() {
        params.clear();
        prefix = 0;
        intermediates = 0;
        intermediateCount = 0;
    }

    private void collect(int c) {
        if (c >= 0x3C && c <= 0x3F) {
            prefix = c;
        } else {
            intermediates = ((intermediates << 8) | c) & 0xFFFFFF;
            intermediateCount++;
        }
    }

    private void param(int c) {
        switch (c) {
            case ';' -> params.separator();
            case ':' -> params.subSeparator();
            default -> params.digit(c - '0');
        }
    }

    private void startString() {
        string.setLength(0);
        stringOverflow = false;
    }

    private void put(int c) {
        if (string.length() < STRING_LIMIT) {
            string.appendCodePoint(c);
        } else {
            stringOverflow = true;
        }
    }

    private void hook(int finalByte) {
        stringPrefix = prefix;
        stringIntermediates = intermediates;
        stringFinal = finalByte;
        startString();
    }

    private void endOsc(boolean bell) {
        if (!stringOverflow) {
            actions.osc(string.toString(), bell);
        }
        endString();
    }

    private void endDcs() {
        if (!stringOverflow) {
            actions.dcs(stringPrefix, stringIntermediates, stringFinal, params, string.toString());
        }
        endString();
    }

    private void endString() {
        string.setLength(0);
        if (string.capacity() > 512) {
            string.trimToSize();
        }
        clear();
    }
}
