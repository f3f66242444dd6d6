package dev.perdure.bench;

import dev.perdure.cli.client.DaemonClient;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.Starter;
import dev.perdure.server.Launch;
import dev.perdure.server.SocketPath;
import dev.perdure.server.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A daemon as people use it: a process of its own, started as the command line starts it, asked over its sockets. Closing it ends its sessions. */
final class SessionDaemon implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long LOOK_AGAIN = TimeUnit.MICROSECONDS.toNanos(500);

    private final StateDirectory state;
    private final DaemonClient client;
    private final ProcessHandle process;

    /** Starts one for a state directory; the sessions that are there are adopted. */
    SessionDaemon(Path directory) throws IOException, InterruptedException {
        state = new StateDirectory(directory);
        Launch.ensure(state, List.of());
        client = new DaemonClient(SocketPath.of(state), Starter.NONE);
        long pid = client.get("/v1/info").path("pid").asLong();
        process = ProcessHandle.of(pid).orElseThrow(() -> new IOException("the daemon, process " + pid + ", is gone"));
    }

    /** Something to wait for. */
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits until something holds, or throws. */
    static void await(String what, Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("no " + what + " within " + PATIENCE);
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
    }

    int pid() {
        return Math.toIntExact(process.pid());
    }

    /** Where its state is. */
    Path directory() {
        return state.path();
    }

    /** Starts a session. */
    JsonNode start(String name, List<String> program) throws IOException {
        ObjectNode request = JsonText.object();
        request.put("name", name);
        program.forEach(request.putArray("argv")::add);
        request.put("cwd", state.path().toString());
        ObjectNode environment = request.putObject("env");
        Programs.environment().forEach(environment::put);
        request.put("inheritEnv", false);
        request.put("columns", Programs.SIZE.columns());
        request.put("rows", Programs.SIZE.rows());
        return client.post("/v1/sessions", JsonText.line(request));
    }

    /** What is known of a session. */
    JsonNode show(String name) throws IOException {
        return client.get("/v1/sessions/" + name);
    }

    /** All sessions. */
    List<JsonNode> list() throws IOException {
        return client.get("/v1/sessions").path("sessions").valueStream().toList();
    }

    /** How many bytes a session has printed that are recorded. */
    long offset(String name) throws IOException {
        return show(name).path("offset").asLong();
    }

    /** Ends a session. */
    void end(String name) throws IOException {
        client.post("/v1/sessions/" + name + "/end", "{}");
    }

    /** Takes part in a session over the socket of attachments, beginning with its screen. */
    AttachClient attach(String name) throws IOException {
        return AttachClient.join(SocketPath.ofAttach(state), name, AttachClient.SCREEN);
    }

    /** The same, beginning with the output from an offset on. */
    AttachClient attach(String name, long offset) throws IOException {
        return AttachClient.join(SocketPath.ofAttach(state), name, offset);
    }

    /** The daemon's heap, to weigh. */
    RemoteHeap heap() {
        return new RemoteHeap(process.pid(), state.path());
    }

    /** Ends it as {@code kill -9} does; its sessions go on. */
    void kill() {
        Ending.kill(process);
    }

    @Override
    public void close() throws IOException {
        if (!process.isAlive()) {
            return;
        }
        try {
            client.post("/v1/shutdown", "{\"endSessions\":true}");
        } finally {
            Ending.await(process, PATIENCE);
        }
    }
}
