package dev.perdure.server.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The frames on the wire: a client and a daemon of different versions must understand each other. */
@Timeout(60)
class FrameChannelTest {
    private static final List<Golden> GOLDEN = List.of(
            new Golden(
                    new Frame.Hello("dev", "agent:a", true, false, true, 80, 24, -1, 1000),
                    "4800000021000364657600076167656e743a6101000100500018ffffffffffffffff000003e8"),
            new Golden(new Frame.Input(new byte[] {'l', 's'}), "49000000026c73"),
            new Golden(new Frame.Window(132, 50), "570000000400840032"),
            new Golden(new Frame.Detach(), "4400000000"),
            new Golden(new Frame.Joined("s1", "dev", "user:ann"), "4a000000130002733100036465760008757365723a616e6e"),
            new Golden(
                    new Frame.Refused(404, "session_not_found", "none"),
                    "580000001b0194001173657373696f6e5f6e6f745f666f756e6400046e6f6e65"),
            new Golden(new Frame.Screen(7, true, 80, 24, new byte[] {'x'}), "530000000e0000000000000007010050001878"),
            new Golden(new Frame.Output(258, new byte[] {'y'}), "4f00000009000000000000010279"),
            new Golden(new Frame.Painted(new byte[] {'z'}), "50000000017a"),
            new Golden(new Frame.Resized(100, 30), "52000000040064001e"),
            new Golden(new Frame.Over("ended", 3, "over"), "56000000110005656e6465640000000300046f766572"),
            new Golden(new Frame.Notice("helm_taken", "no"), "4e00000010000a68656c6d5f74616b656e00026e6f"),
            new Golden(new Frame.Stopping(), "4300000000"));

    @TempDir
    Path directory;

    private record Golden(Frame frame, String hex) {}

    @Test
    void everyFrameIsOnTheWireAsItAlwaysWas() throws IOException {
        assertThat(GOLDEN).hasSize(Frame.class.getPermittedSubclasses().length);
        for (Golden golden : GOLDEN) {
            byte[] bytes = HexFormat.of().parseHex(golden.hex());
            try (Pair pair = Pair.at(directory.resolve("wire"))) {
                new FrameChannel(pair.one(), 1_000).write(golden.frame());
                assertThat(HexFormat.of().formatHex(read(pair.other(), bytes.length)))
                        .as(golden.frame().toString())
                        .isEqualTo(golden.hex());
                pair.other().write(ByteBuffer.wrap(bytes));
                assertThat(new FrameChannel(pair.one(), 1_000).read())
                        .usingRecursiveComparison()
                        .isEqualTo(golden.frame());
            }
        }
    }

    @Test
    void aFrameAboveTheLimitOrOfAnUnknownTypeEndsTheConnection() throws IOException {
        try (Pair pair = Pair.at(directory.resolve("wire"))) {
            var frames = new FrameChannel(pair.one(), 8);
            pair.other().write(ByteBuffer.wrap(HexFormat.of().parseHex("4900000009")));
            assertThatThrownBy(frames::read).isInstanceOf(IOException.class).hasMessageContaining("at most 8");
        }
        try (Pair pair = Pair.at(directory.resolve("wire"))) {
            var frames = new FrameChannel(pair.one(), 8);
            pair.other().write(ByteBuffer.wrap(HexFormat.of().parseHex("7a00000000")));
            assertThatThrownBy(frames::read).isInstanceOf(IOException.class).hasMessageContaining("unknown type");
        }
    }

    private static byte[] read(SocketChannel channel, int length) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (bytes.size() < length) {
            ByteBuffer part = ByteBuffer.allocate(length - bytes.size());
            if (channel.read(part) < 0) {
                break;
            }
            bytes.write(part.array(), 0, part.position());
        }
        return bytes.toByteArray();
    }

    private record Pair(SocketChannel one, SocketChannel other) implements AutoCloseable {
        static Pair at(Path path) throws IOException {
            Files.deleteIfExists(path);
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(path));
                SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(path));
                return new Pair(one, server.accept());
            }
        }

        @Override
        public void close() throws IOException {
            one.close();
            other.close();
        }
    }
}
