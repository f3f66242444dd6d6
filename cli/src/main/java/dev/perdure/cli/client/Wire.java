package dev.perdure.cli.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A connection's incoming bytes, buffered; a silence above the limit is an error. Not thread-safe. */
final class Wire extends InputStream {
    private final SocketChannel channel;
    private final Deadline deadline;
    private final Duration limit;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 << 10).flip();

    Wire(SocketChannel channel, Deadline deadline, Duration limit) {
        this.channel = channel;
        this.deadline = deadline;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(target, offset, count);
        return count;
    }

    /** A byte, where the end would be an error. */
    int require() throws IOException {
        int value = read();
        if (value < 0) {
            throw new EOFException("the connection ended in the middle of an answer");
        }
        return value;
    }

    /** A line without its line feed and carriage return, in Latin-1 as the heads of HTTP are. */
    String line(int maximum) throws IOException {
        var line = new StringBuilder(64);
        for (int c = require(); c != '\n'; c = require()) {
            if (line.length() >= maximum) {
                throw new ProtocolException("a line of the answer's head is longer than " + maximum + " bytes");
            }
            line.append((char) c);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    void write(byte[] bytes) throws IOException {
        var source = ByteBuffer.wrap(bytes);
        try {
            while (source.hasRemaining()) {
                channel.write(source);
                deadline.extend();
            }
        } catch (IOException e) {
            throw explain(e);
        }
    }

    @Override
    public void close() throws IOException {
        deadline.close();
        channel.close();
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        try {
            int count = channel.read(buffer);
            deadline.extend();
            return count > 0;
        } catch (IOException e) {
            throw explain(e);
        } finally {
            buffer.flip();
        }
    }

    private IOException explain(IOException e) {
        return deadline.passed() ? new SilenceException(limit, e) : e;
    }
}
