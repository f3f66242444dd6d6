package dev.perdure.cli.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server on a Unix socket that answers each connection with the next of some scripts, byte for byte, whatever is asked. */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocketChannel server;
    private final Path socket;
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();

    /** What to send, part by part, and whether the connection stays open then. */
    record Script(List<String> parts, boolean staysOpen) {}

    ScriptedServer(Path socket) throws IOException {
        this.socket = socket;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    Path socket() {
        return socket;
    }

    ScriptedServer answers(String... parts) {
        scripts.add(new Script(List.of(parts), false));
        return this;
    }

    ScriptedServer answersAndStays(String... parts) {
        scripts.add(new Script(List.of(parts), true));
        return this;
    }

    /** The head and body of the next request that came. */
    String request() throws InterruptedException {
        return requests.take();
    }

    private void serve() {
        try {
            while (true) {
                SocketChannel connection = server.accept();
                Script script = scripts.take();
                requests.add(read(connection));
                for (String part : script.parts()) {
                    connection.write(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
                }
                if (!script.staysOpen()) {
                    connection.close();
                }
            }
        } catch (ClosedChannelException | InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(SocketChannel connection) throws IOException {
        var buffer = ByteBuffer.allocate(64 << 10);
        String text = "";
        while (!text.contains("\r\n\r\n") && connection.read(buffer) >= 0) {
            text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
