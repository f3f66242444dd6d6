package dev.perdure.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who serves a port, by the kernel's word: nobody, this process, a session, somebody out of sight. */
class PortDoorTest extends OwnDaemon {
    @Test
    void aPortIsServedByThisProcessUntilItIsClosed() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            JsonNode served = get("/v1/ports/" + port);
            assertThat(served.path("port").asInt()).isEqualTo(port);
            assertThat(served.path("served").asBoolean()).isTrue();
            JsonNode server = served.path("by").path(0);
            assertThat(server.path("pid").asLong())
                    .isEqualTo(ProcessHandle.current().pid());
            assertThat(server.path("address").asString()).isEqualTo("127.0.0.1:" + port);
            assertThat(server.path("command").asString()).isNotEmpty();
            assertThat(server.path("title").asString()).contains("java");
            assertThat(server.has("session")).isFalse();
        }
        JsonNode free = get("/v1/ports/" + port);
        assertThat(free.path("served").asBoolean(true)).isFalse();
        assertThat(free.path("by")).isEmpty();
    }

    @Test
    void aServerInASessionIsToldWithIt() throws IOException {
        int port = freePort();
        JsonNode session = post(
                "/v1/sessions",
                "{\"name\": \"web\", \"cwd\": \"/\", \"argv\": [\"python3\", \"-m\", \"http.server\", \"--bind\","
                        + " \"127.0.0.1\", \"" + port + "\"]}");
        post("/v1/sessions/web/wait", "{\"for\": \"pattern\", \"pattern\": \"Serving HTTP\", \"limit\": \"PT1M\"}");
        JsonNode server = get("/v1/ports/" + port).path("by").path(0);
        assertThat(server.at("/session/name").asString()).isEqualTo("web");
        assertThat(server.at("/session/id").asString())
                .isEqualTo(session.path("id").asString());
        assertThat(server.path("kind").asString()).isEqualTo("tcp");
        assertThat(server.path("address").asString()).isEqualTo("127.0.0.1:" + port);
        assertThat(server.path("title").asString()).contains("http.server");
        assertThat(server.path("pid").asInt()).isPositive();
    }

    @Test
    void aServerOutOfSightIsServedAllTheSame() throws Exception {
        // A listening socket that is on its way between two processes is in no process's table of open files.
        Process process = new ProcessBuilder("python3", "-u", "-c", """
                import socket, sys
                server = socket.socket()
                server.bind(("127.0.0.1", 0))
                server.listen()
                port = server.getsockname()[1]
                one, other = socket.socketpair()
                socket.send_fds(one, [b"x"], [server.fileno()])
                server.close()
                print(port)
                sys.stdin.read()
                """).start();
        try (BufferedReader out = process.inputReader()) {
            JsonNode served = get("/v1/ports/" + out.readLine());
            assertThat(served.path("served").asBoolean()).isTrue();
            assertThat(served.path("by")).hasSize(1);
            JsonNode server = served.path("by").path(0);
            assertThat(server.path("address").asString()).startsWith("127.0.0.1:");
            assertThat(server.has("pid")).isFalse();
            assertThat(server.has("command")).isFalse();
            assertThat(server.has("session")).isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatIsNoPortIsAMistake() throws IOException {
        for (String none : new String[] {"0", "65536", "-1", "http"}) {
            assertMistake(client.get("/v1/ports/" + none), "no port from 1 to 65535: " + none);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
