package dev.perdure.cli.client;

import dev.perdure.server.attach.Frame;
import dev.perdure.server.attach.FrameChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Opens the byte channel of an attachment. */
public final class AttachChannel {
    private AttachChannel() {}

    /**
     * Connects and says what the client wants; the answer is the first frame to read.
     *
     * @throws UnreachableException if nobody listens there
     */
    public static FrameChannel open(Path socket, Frame.Hello hello) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw new UnreachableException(e);
        }
        var frames = new FrameChannel(channel, FrameChannel.DAEMON_LIMIT);
        try {
            frames.write(hello);
            return frames;
        } catch (IOException e) {
            frames.close();
            throw e;
        }
    }
}
