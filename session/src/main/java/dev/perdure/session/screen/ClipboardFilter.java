package dev.perdure.session.screen;

import java.io.ByteArrayOutputStream;

/**
 * Takes out of a program's output what writes the clipboard of the terminal that shows it, wherever the output is cut into
 * pieces: OSC 52 of xterm, OSC 5522 of kitty, the copying commands of iTerm2's OSC 1337. A session may be somebody else's,
 * and what is on the user's clipboard is soon pasted into a shell.
 *
 * <p>It follows the states of the {@link TransitionTable}, as the screen does. Terminals differ in what they make of
 * characters that have no place in a sequence: some skip them, some end the sequence, some obey controls of C1 that are coded
 * in UTF-8. So that no terminal reads a command where this doesn't, such characters don't pass: controls of C1 nowhere, and
 * controls of C0 and DEL not within a command's string or its introduction. Everything else passes as it is; only the
 * beginning of what may become such a command waits for the next piece. Not thread-safe.
 */
public final class ClipboardFilter {
    private static final byte ESCAPE = 0x1B;
    private static final int DELETE = 0x7F;

    /** A character from U+0080 to U+00BF is this and its own byte, in UTF-8. */
    private static final byte TWO_BYTES = (byte) 0xC2;

    /** Longer numbers than any in use: a terminal may count them modulo something. */
    private static final int MOST_DIGITS = 4;

    /** Longer than the longest name of a command of OSC 1337 that copies. */
    private static final int MOST_NAME = 16;

    private enum Command {
        /** Not an operating system command, or one that passes. */
        PASSES,
        /** Its number is being read. */
        NUMBER,
        /** The name of a command of OSC 1337 is being read. */
        NAME,
        DROPPED
    }

    /** An ESC, and the beginning of a command, that may not pass yet. */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(8);

    private final StringBuilder read = new StringBuilder();
    private int state = TransitionTable.GROUND;
    private Command command = Command.PASSES;
    private boolean twoBytes;
    /** A string, or an ESC, has passed that the ESC held ends: it must end also where what follows doesn't pass. */
    private boolean open;

    /** What of the output the terminal may have now. */
    public byte[] pass(byte[] output) {
        if (state == TransitionTable.GROUND && !twoBytes && !needsLook(output)) {
            return output;
        }
        var passed = new ByteArrayOutputStream(output.length + held.size() + 1);
        for (byte next : output) {
            take(next, passed);
        }
        return passed.toByteArray();
    }

    private static boolean needsLook(byte[] output) {
        for (byte next : output) {
            if (next == ESCAPE || next == TWO_BYTES) {
                return true;
            }
        }
        return false;
    }

    private void take(byte next, ByteArrayOutputStream passed) {
        if (twoBytes) {
            twoBytes = false;
            // As a signed byte: 0x80 to 0x9F.
            if (next < (byte) 0xA0) {
                return;
            }
            character(TWO_BYTES, passed);
        }
        if (next == TWO_BYTES) {
            twoBytes = true;
        } else {
            character(next, passed);
        }
    }

    private void character(byte next, ByteArrayOutputStream passed) {
        boolean string = isString(state);
        int transition = TransitionTable.lookup(state, next < 0 ? TransitionTable.WIDE_CLASS : next);
        int before = state;
        state = transition & 0x0F;
        if (next == ESCAPE) {
            escape(string, passed);
        } else if (before == TransitionTable.ESCAPE) {
            escaped(next, passed);
        } else if (string) {
            inString(next, passed);
        } else {
            passed.write(next);
        }
    }

    private static boolean isString(int state) {
        return state >= TransitionTable.DCS_ENTRY;
    }

    /** It ends a string, whatever follows, and waits for what it introduces. */
    private void escape(boolean string, ByteArrayOutputStream passed) {
        if (string) {
            decide(true, passed);
            release(passed);
            open |= command != Command.DROPPED;
        }
        if (held.size() > 0 && command != Command.DROPPED) {
            release(passed);
            open = true;
        }
        held.reset();
        held.write(ESCAPE);
    }

    private void escaped(byte next, ByteArrayOutputStream passed) {
        if (state == TransitionTable.ESCAPE) {
            // A control of C0, to be carried out at once, or DEL.
            if (next != DELETE) {
                passed.write(next);
            }
            return;
        }
        boolean wasDropped = command == Command.DROPPED;
        command = Command.PASSES;
        if (state == TransitionTable.OSC_STRING) {
            held.write(next);
            read.setLength(0);
            command = Command.NUMBER;
        } else if (next < 0 || next < 0x20) {
            // The ESC has no meaning any more.
            held.reset();
            close(passed);
            passed.write(next);
        } else if (wasDropped && next == '\\') {
            held.reset();
        } else {
            held.write(next);
            open = false;
            release(passed);
        }
    }

    private void close(ByteArrayOutputStream passed) {
        if (open) {
            passed.write(ESCAPE);
            passed.write('\\');
            open = false;
        }
    }

    private void inString(byte next, ByteArrayOutputStream passed) {
        if (!isString(state)) {
            // BEL, CAN or SUB ends it.
            decide(true, passed);
            if (command == Command.DROPPED) {
                held.reset();
            } else {
                release(passed);
                passed.write(next);
            }
            command = Command.PASSES;
            return;
        }
        if ((next >= 0 && next < 0x20) || next == DELETE) {
            return;
        }
        switch (command) {
            case PASSES -> passed.write(next);
            case DROPPED -> {}
            case NUMBER, NAME -> {
                held.write(next);
                read.append((char) (next & 0xFF));
                decide(false, passed);
                if (command == Command.PASSES) {
                    release(passed);
                }
            }
        }
    }

    /** Decides what becomes of the command that is being read, as soon as that can be told; at its end it can. */
    private void decide(boolean over, ByteArrayOutputStream passed) {
        if (command == Command.NUMBER) {
            int digits = 0;
            while (digits < read.length() && Character.isDigit(read.charAt(digits))) {
                digits++;
            }
            if (over || digits < read.length()) {
                String number = read.substring(0, digits).replaceFirst("^0+", "");
                read.delete(0, Math.min(digits + 1, read.length()));
                command = number.equals("52") || number.equals("5522") || number.length() > MOST_DIGITS
                        ? Command.DROPPED
                        : number.equals("1337") ? Command.NAME : Command.PASSES;
            } else if (digits > 64) {
                command = Command.DROPPED;
            }
        }
        if (command == Command.NAME) {
            String name = read.toString().toLowerCase(java.util.Locale.ROOT);
            if (name.contains("copy")) {
                command = Command.DROPPED;
            } else if (over || name.indexOf('=') >= 0 || name.length() >= MOST_NAME) {
                command = Command.PASSES;
            }
        }
        if (command == Command.DROPPED) {
            held.reset();
            close(passed);
        }
    }

    private void release(ByteArrayOutputStream passed) {
        open &= held.size() == 0;
        passed.writeBytes(held.toByteArray());
        held.reset();
    }
}
