package dev.perdure.session;

import dev.perdure.session.pty.TerminalSize;

/** What an attachment hands to its client next, in the order in which it belongs to the client's terminal. */
public sealed interface Delivery {
    /**
     * A stream that makes the client's terminal, which is reset by it, show the session's screen. The terminal must
     * have {@code size} before it takes the bytes.
     *
     * @param offset of the session's output that goes on after it
     * @param why the reason; anything but {@code ATTACHED} means that output was left out
     */
    @SuppressWarnings("ArrayRecordComponent") // Sent on, never compared.
    record Screen(long offset, byte[] bytes, TerminalSize size, Why why) implements Delivery {}

    /**
     * Output of the program, as it was.
     *
     * @param offset of the first byte, counted from the session's beginning
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Output(long offset, byte[] bytes) implements Delivery {
        /** Where to resume after these bytes. */
        public long next() {
            return offset + bytes.length;
        }
    }

    /**
     * A stream that makes a client's terminal whose size isn't the session's show the part round the cursor, as it is
     * now; each goes on from the one before. When the sizes agree again, a {@link Screen} follows.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Painted(byte[] bytes) implements Delivery {}

    /** From here on the output is meant for a terminal of another size. */
    record Resized(TerminalSize size) implements Delivery {}

    /** The session is over, and all of its output was delivered. */
    record Over(SessionState state) implements Delivery {}

    /** Nothing came within the time. */
    record Nothing() implements Delivery {}

    /** The attachment was closed. */
    record Closed() implements Delivery {}

    /** Why a screen is sent. */
    enum Why {
        /** The first thing that a new client gets. */
        ATTACHED,
        /** The client took its output so slowly that some was left out. */
        FELL_BEHIND,
        /** The client's window has the session's size again; what was put out meanwhile was painted. */
        FITS_AGAIN,
        /** What the client wanted to resume from isn't kept any more. */
        NOT_KEPT
    }
}
