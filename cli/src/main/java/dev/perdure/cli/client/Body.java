package dev.perdure.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** An answer's content, freed from its framing (RFC 9112 §6 and §7): by length, in chunks, or until the connection ends. */
final class Body extends InputStream {
    private static final int CHUNK_LINE_LIMIT = 1024;
    private static final long CHUNKED = -1;
    private static final long UNTIL_END = -2;

    private final Wire wire;
    private final boolean chunked;
    private final boolean untilEnd;
    private long left;
    private boolean firstChunk = true;
    private boolean ended;

    private Body(Wire wire, long length) {
        this.wire = wire;
        this.chunked = length == CHUNKED;
        this.untilEnd = length == UNTIL_END;
        this.left = Math.max(0, length);
        this.ended = length == 0;
    }

    static Body ofLength(Wire wire, long length) {
        return new Body(wire, length);
    }

    static Body chunked(Wire wire) {
        return new Body(wire, CHUNKED);
    }

    static Body untilEnd(Wire wire) {
        return new Body(wire, UNTIL_END);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        if (chunked && left == 0 && !nextChunk()) {
            ended = true;
            return -1;
        }
        int count = wire.read(target, offset, untilEnd ? length : (int) Math.min(length, left));
        if (count < 0) {
            if (untilEnd) {
                ended = true;
                return -1;
            }
            throw new EOFException("the connection ended in the middle of an answer");
        }
        if (!untilEnd) {
            left -= count;
            ended = left == 0 && !chunked;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }

    private boolean nextChunk() throws IOException {
        if (!firstChunk && !wire.line(CHUNK_LINE_LIMIT).isEmpty()) {
            throw new ProtocolException("a chunk is longer than it said");
        }
        firstChunk = false;
        left = size(wire.line(CHUNK_LINE_LIMIT));
        if (left > 0) {
            return true;
        }
        while (!wire.line(CHUNK_LINE_LIMIT).isEmpty()) {
            // Trailers carry nothing for us.
        }
        return false;
    }

    private static long size(String line) throws ProtocolException {
        int end = line.indexOf(';');
        String digits = (end < 0 ? line : line.substring(0, end)).strip();
        if (digits.isEmpty() || digits.length() > 15) {
            throw new ProtocolException("a chunk's size is not a number: " + digits);
        }
        long size = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = Character.digit(digits.charAt(i), 16);
            if (digit < 0) {
                throw new ProtocolException("a chunk's size is not a number: " + digits);
            }
            size = size * 16 + digit;
        }
        return size;
    }
}
