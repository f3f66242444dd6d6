package dev.perdure.bench;

import dev.perdure.cli.client.AttachChannel;
import dev.perdure.server.attach.Frame;
import dev.perdure.server.attach.FrameChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One client of a session over the daemon's socket of attachments. Cut after some minutes, so that nothing waits for ever. */
final class AttachClient implements AutoCloseable {
    /** For an attachment that begins with the screen. */
    static final long SCREEN = Frame.FROM_SCREEN;

    private static final long LIFETIME_MINUTES = 4;
    private static final ScheduledExecutorService CUTTER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("cutter").factory());

    private final FrameChannel channel;
    private final ScheduledFuture<?> cut;

    private AttachClient(FrameChannel channel) {
        this.channel = channel;
        this.cut = CUTTER.schedule(this::cut, LIFETIME_MINUTES, TimeUnit.MINUTES);
    }

    /** Connects and joins. */
    static AttachClient join(Path socket, String session, long from) throws IOException {
        FrameChannel channel = AttachChannel.open(
                socket,
                new Frame.Hello(
                        session,
                        "",
                        false,
                        false,
                        false,
                        Programs.SIZE.columns(),
                        Programs.SIZE.rows(),
                        from,
                        Integer.MAX_VALUE));
        AttachClient client = new AttachClient(channel);
        if (client.next() instanceof Frame.Joined) {
            return client;
        }
        client.close();
        throw new IOException("the daemon lets nobody into " + session);
    }

    /** What the daemon sends next. */
    Frame next() throws IOException {
        Frame frame = channel.read();
        if (frame == null) {
            throw new IOException("the daemon closed the attachment");
        }
        if (frame instanceof Frame.Refused refused) {
            throw new IOException("the daemon refused: " + refused.detail());
        }
        return frame;
    }

    /** The screen that it sends first. */
    Frame.Screen screen() throws IOException {
        while (true) {
            if (next() instanceof Frame.Screen screen) {
                return screen;
            }
        }
    }

    /** Types something. */
    void type(byte[] bytes) throws IOException {
        channel.write(new Frame.Input(bytes));
    }

    private void cut() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        cut.cancel(false);
        channel.close();
    }
}
