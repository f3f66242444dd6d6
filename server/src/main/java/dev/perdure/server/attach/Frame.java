package dev.perdure.server.attach;

/**
 * One message of the attach channel. On the wire: a byte for the type, the payload's length in 4 bytes, the payload; numbers are big-endian,
 * texts as {@link java.io.DataOutput#writeUTF} writes them.
 *
 * <p>The client begins with {@link Hello}; the daemon answers with {@link Joined} or with {@link Refused} and the end. Then each says what it has to
 * say when it has it. Whoever closes the connection has detached; {@link Detach} does it politely.
 */
public sealed interface Frame {
    /** A size of no terminal: the client has no window. */
    int NONE = 0;

    /** For {@link Hello#resumeFrom()}: a screen first, please. */
    long FROM_SCREEN = -1;

    /**
     * What a client wants.
     *
     * @param session name or id
     * @param operator as in the header {@code Perdure-Operator}; empty for the user whose process it is
     * @param observe true to only look: input is refused, and the window decides no size
     * @param take true to take the helm, and to keep it until the end of the connection
     * @param answers true when a real terminal answers the program's queries
     * @param columns of the client's terminal, or {@link #NONE}
     * @param rows of the client's terminal, or {@link #NONE}
     * @param resumeFrom the offset up to which it has the output, or {@link #FROM_SCREEN}
     * @param scrollbackLines how many lines above the screen it wants with a screen
     */
    record Hello(
            String session,
            String operator,
            boolean observe,
            boolean take,
            boolean answers,
            int columns,
            int rows,
            long resumeFrom,
            int scrollbackLines)
            implements Frame {}

    /** Typed by the client's operator. */
    @SuppressWarnings("ArrayRecordComponent") // Sent on, never compared.
    record Input(byte[] bytes) implements Frame {}

    /** The client's terminal has another size. */
    record Window(int columns, int rows) implements Frame {}

    /** The client leaves; the session goes on. */
    record Detach() implements Frame {}

    /** The client takes part. */
    record Joined(String id, String name, String operator) implements Frame {}

    /**
     * The client can't take part; the connection ends.
     *
     * @param status what HTTP would have answered
     * @param code the stable code of the error
     * @param detail what happened and what to do
     */
    record Refused(int status, String code, String detail) implements Frame {}

    /**
     * A stream that makes the client's terminal show the session's screen.
     *
     * @param offset of the output that goes on after it
     * @param again true when output was left out before it, because the client took it too slowly or it isn't kept
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Screen(long offset, boolean again, int columns, int rows, byte[] bytes) implements Frame {}

    /** Output of the program from an offset on. */
    @SuppressWarnings("ArrayRecordComponent")
    record Output(long offset, byte[] bytes) implements Frame {}

    /**
     * A stream that makes the client's terminal, whose size isn't the session's, show the part of the screen round the cursor. It is no output:
     * a client that was painted to doesn't resume from an offset. When the sizes agree again, {@link Screen} follows.
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Painted(byte[] bytes) implements Frame {}

    /** From here on the output is meant for a terminal of another size. */
    record Resized(int columns, int rows) implements Frame {}

    /**
     * The session is over and all of its output was sent.
     *
     * @param state {@code ended} or {@code lost}
     * @param exitCode as a shell shows it
     * @param words how it ended
     */
    record Over(String state, int exitCode, String words) implements Frame {}

    /** Input that the client sent was not taken. Said at most once for each input. */
    record Notice(String code, String detail) implements Frame {}

    /** The daemon was asked to stop and leaves the session running. */
    record Stopping() implements Frame {}
}
