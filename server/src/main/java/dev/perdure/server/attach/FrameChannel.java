package dev.perdure.server.attach;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a socket. One thread reads; any number write, each frame whole. {@link #close} ends what the others do. A payload above the
 * limit ends the connection with an error before memory is taken for it.
 */
public final class FrameChannel implements AutoCloseable {
    /** The largest payload that a daemon takes from a client. */
    public static final int CLIENT_LIMIT = 1 << 20;

    /** The largest payload that a client takes from a daemon: a screen with all of its scrollback. */
    public static final int DAEMON_LIMIT = 256 << 20;

    private static final int HEAD = 5;

    /**
     * How much of a frame is handed to the socket at once. The JDK copies all that it is handed out of the heap or into it at each
     * call, of which a Unix socket takes some 200 KiB.
     */
    private static final int PART = 128 << 10;

    private final SocketChannel channel;
    private final int limit;
    private final ReentrantLock writing = new ReentrantLock();
    private final ByteBuffer in = ByteBuffer.allocate(32 << 10).flip();

    /** Over a connected socket in blocking mode; {@code limit} bounds the payloads that are read. */
    public FrameChannel(SocketChannel channel, int limit) {
        this.channel = channel;
        this.limit = limit;
    }

    /** The next frame, or null when the other side has closed the connection. */
    public @Nullable Frame read() throws IOException {
        if (!fill(HEAD)) {
            return null;
        }
        byte type = in.get();
        int length = in.getInt();
        if (length < 0 || length > limit) {
            throw new IOException("a frame of " + length + " bytes; at most " + limit + " are taken");
        }
        byte[] payload = new byte[length];
        int had = Math.min(length, in.remaining());
        in.get(payload, 0, had);
        while (had < length) {
            int count = channel.read(ByteBuffer.wrap(payload, had, Math.min(PART, length - had)));
            if (count < 0) {
                return null;
            }
            had += count;
        }
        return Codec.decode(type, payload);
    }

    private boolean fill(int least) throws IOException {
        while (in.remaining() < least) {
            in.compact();
            int count = channel.read(in);
            in.flip();
            if (count < 0) {
                return false;
            }
        }
        return true;
    }

    /** Sends a frame, waiting as long as the other side doesn't read. */
    public void write(Frame frame) throws IOException {
        byte[] head = head(frame);
        writing.lock();
        try {
            send(head, Codec.bulk(frame));
        } finally {
            writing.unlock();
        }
    }

    /** Sends a frame unless another one is under way just now; false then. */
    public boolean tryWrite(Frame frame) throws IOException {
        if (!writing.tryLock()) {
            return false;
        }
        try {
            send(head(frame), Codec.bulk(frame));
            return true;
        } finally {
            writing.unlock();
        }
    }

    private void send(byte[] head, byte[] bulk) throws IOException {
        ByteBuffer first = ByteBuffer.wrap(head);
        ByteBuffer rest = ByteBuffer.wrap(bulk);
        while (first.hasRemaining() || rest.position() < bulk.length) {
            rest.limit(Math.min(bulk.length, rest.position() + PART));
            channel.write(new ByteBuffer[] {first, rest});
        }
    }

    private static byte[] head(Frame frame) throws IOException {
        var fields = new ByteArrayOutputStream(64);
        byte type = Codec.encode(frame, new DataOutputStream(fields));
        return ByteBuffer.allocate(HEAD + fields.size())
                .put(type)
                .putInt(fields.size() + Codec.bulk(frame).length)
                .put(fields.toByteArray())
                .array();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** How each frame's payload is laid out: its fields in order, its bytes last. */
    private static final class Codec {
        static byte encode(Frame frame, DataOutputStream out) throws IOException {
            switch (frame) {
                case Frame.Hello hello -> {
                    out.writeUTF(hello.session());
                    out.writeUTF(hello.operator());
                    out.writeBoolean(hello.observe());
                    out.writeBoolean(hello.take());
                    out.writeBoolean(hello.answers());
                    size(out, hello.columns(), hello.rows());
                    out.writeLong(hello.resumeFrom());
                    out.writeInt(hello.scrollbackLines());
                    return 'H';
                }
                case Frame.Input input -> {
                    return 'I';
                }
                case Frame.Window window -> {
                    size(out, window.columns(), window.rows());
                    return 'W';
                }
                case Frame.Detach detach -> {
                    return 'D';
                }
                case Frame.Joined joined -> {
                    out.writeUTF(joined.id());
                    out.writeUTF(joined.name());
                    out.writeUTF(joined.operator());
                    return 'J';
                }
                case Frame.Refused refused -> {
                    out.writeShort(refused.status());
                    out.writeUTF(refused.code());
                    out.writeUTF(refused.detail());
                    return 'X';
                }
                case Frame.Screen screen -> {
                    out.writeLong(screen.offset());
                    out.writeBoolean(screen.again());
                    size(out, screen.columns(), screen.rows());
                    return 'S';
                }
                case Frame.Output output -> {
                    out.writeLong(output.offset());
                    return 'O';
                }
                case Frame.Painted painted -> {
                    return 'P';
                }
                case Frame.Resized resized -> {
                    size(out, resized.columns(), resized.rows());
                    return 'R';
                }
                case Frame.Over over -> {
                    out.writeUTF(over.state());
                    out.writeInt(over.exitCode());
                    out.writeUTF(over.words());
                    return 'V';
                }
                case Frame.Notice notice -> {
                    out.writeUTF(notice.code());
                    out.writeUTF(notice.detail());
                    return 'N';
                }
                case Frame.Stopping stopping -> {
                    return 'C';
                }
            }
        }

        static byte[] bulk(Frame frame) {
            return switch (frame) {
                case Frame.Input input -> input.bytes();
                case Frame.Screen screen -> screen.bytes();
                case Frame.Output output -> output.bytes();
                case Frame.Painted painted -> painted.bytes();
                case Frame.Hello hello -> new byte[0];
                case Frame.Window window -> new byte[0];
                case Frame.Detach detach -> new byte[0];
                case Frame.Joined joined -> new byte[0];
                case Frame.Refused refused -> new byte[0];
                case Frame.Resized resized -> new byte[0];
                case Frame.Over over -> new byte[0];
                case Frame.Notice notice -> new byte[0];
                case Frame.Stopping stopping -> new byte[0];
            };
        }

        static Frame decode(byte type, byte[] payload) throws IOException {
            var in = new DataInputStream(new ByteArrayInputStream(payload));
            return switch (type) {
                case 'H' ->
                    new Frame.Hello(
                            in.readUTF(),
                            in.readUTF(),
                            in.readBoolean(),
                            in.readBoolean(),
                            in.readBoolean(),
                            in.readUnsignedShort(),
                            in.readUnsignedShort(),
                            in.readLong(),
                            in.readInt());
                case 'I' -> new Frame.Input(payload);
                case 'W' -> new Frame.Window(in.readUnsignedShort(), in.readUnsignedShort());
                case 'D' -> new Frame.Detach();
                case 'J' -> new Frame.Joined(in.readUTF(), in.readUTF(), in.readUTF());
                case 'X' -> new Frame.Refused(in.readUnsignedShort(), in.readUTF(), in.readUTF());
                case 'S' ->
                    new Frame.Screen(
                            in.readLong(),
                            in.readBoolean(),
                            in.readUnsignedShort(),
                            in.readUnsignedShort(),
                            in.readAllBytes());
                case 'O' -> new Frame.Output(in.readLong(), in.readAllBytes());
                case 'P' -> new Frame.Painted(payload);
                case 'R' -> new Frame.Resized(in.readUnsignedShort(), in.readUnsignedShort());
                case 'V' -> new Frame.Over(in.readUTF(), in.readInt(), in.readUTF());
                case 'N' -> new Frame.Notice(in.readUTF(), in.readUTF());
                case 'C' -> new Frame.Stopping();
                default -> throw new IOException("a frame of an unknown type: " + type);
            };
        }

        private static void size(DataOutputStream out, int columns, int rows) throws IOException {
            out.writeShort(columns);
            out.writeShort(rows);
        }
    }
}
