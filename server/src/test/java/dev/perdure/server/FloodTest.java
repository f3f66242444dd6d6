package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.server.attach.Frame;
import dev.perdure.server.attach.FrameChannel;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Floods of output in a daemon that has room for a fraction of them. */
@Timeout(240)
class FloodTest {
    private static final long FLOOD = 60 << 20;
    private static final int STALLED = 6;

    @TempDir
    Path directory;

    @Test
    void aDaemonWithLittleMemoryOutlastsFloodsThatSomeClientsDoNotRead() throws Exception {
        var state = new StateDirectory(directory.resolve("state"));
        List<String> command = new ArrayList<>(Launch.command(state, List.of()));
        command.addAll(1, List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"));
        Process daemon = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        var client = new SocketClient(state);
        var stalled = new ArrayList<FrameChannel>();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Launch.isAnswering(state));
            for (String name : List.of("text", "random")) {
                assertThat(client.post(
                                        "/v1/sessions",
                                        "{\"name\": \"" + name
                                                + "\", \"argv\": [\"bash\", \"--norc\", \"--noprofile\"],"
                                                + " \"env\": {\"PS1\": \"$ \"}, \"outputLimit\": 2097152}")
                                .status())
                        .isEqualTo(201);
                for (int i = 0; i < STALLED; i++) {
                    stalled.add(join(state, name));
                }
            }
            type(client, "text", "{\"text\": \"yes 0123456789abcdefghijklmnopqrstuvwxyz\\r\"}");
            type(client, "random", "{\"text\": \"cat /dev/urandom\\r\"}");
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> end(client, "text") > FLOOD && end(client, "random") > FLOOD / 10);
            for (String name : List.of("text", "random")) {
                type(client, name, "{\"keys\": [\"C-c\"]}");
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> client.get("/v1/sessions/" + name + "/processes")
                                        .json()
                                        .path("processes")
                                        .size()
                                == 1);
                // Random bytes ask for answers too, which the shell got meanwhile: its line is made empty, then filled,
                // in turn.
                var turn = new AtomicInteger();
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(300))
                        .untilAsserted(() -> {
                            type(
                                    client,
                                    name,
                                    turn.getAndIncrement() % 2 == 0
                                            ? "{\"keys\": [\"C-c\"]}"
                                            : "{\"text\": \"printf '\\\\033c'; echo al''ive\\r\"}");
                            assertThat(screen(client, name)).contains("alive");
                        });
            }
            assertThat(daemon.isAlive()).isTrue();
        } finally {
            for (FrameChannel channel : stalled) {
                channel.close();
            }
            daemon.destroy();
            daemon.onExit().orTimeout(60, TimeUnit.SECONDS).join();
            // Also when the daemon has died of it.
            try (Sessions left = Sessions.open(state.path(), SessionsOptions.DEFAULT)) {
                left.endAll();
            }
        }
    }

    private static long end(SocketClient client, String name) throws IOException {
        return client.get("/v1/sessions/" + name + "/output?max=1")
                .json()
                .path("end")
                .asLong();
    }

    private static String screen(SocketClient client, String name) throws IOException {
        return client.get("/v1/sessions/" + name + "/screen")
                .json()
                .path("text")
                .asString();
    }

    private static void type(SocketClient client, String name, String body) throws IOException {
        SocketClient.Reply reply = client.post("/v1/sessions/" + name + "/input", body);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    /** Takes part and reads no more. */
    private static FrameChannel join(StateDirectory state, String session) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(SocketPath.ofAttach(state)));
        var frames = new FrameChannel(channel, FrameChannel.DAEMON_LIMIT);
        frames.write(new Frame.Hello(session, "", false, false, false, 80, 24, Frame.FROM_SCREEN, 0));
        assertThat(frames.read()).isInstanceOf(Frame.Joined.class);
        return frames;
    }
}
