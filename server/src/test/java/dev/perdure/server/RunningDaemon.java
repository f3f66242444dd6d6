package dev.perdure.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A daemon's process, started as clients start it; killed at the end of the test whatever happens. */
final class RunningDaemon implements Closeable {
    private final StateDirectory state;
    private final ProcessHandle process;

    private RunningDaemon(StateDirectory state, ProcessHandle process) {
        this.state = state;
        this.process = process;
    }

    /** Starts one, or finds the one that runs. */
    static RunningDaemon of(StateDirectory state) throws IOException, InterruptedException {
        Launch.ensure(state, List.of());
        return found(state);
    }

    /** The one that runs. */
    static RunningDaemon found(StateDirectory state) throws IOException {
        long pid = new SocketClient(state).get("/v1/info").json().get("pid").asLong();
        return new RunningDaemon(state, ProcessHandle.of(pid).orElseThrow());
    }

    long pid() {
        return process.pid();
    }

    SocketClient client() {
        return new SocketClient(state);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        join();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
        join();
    }

    void join() {
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    JsonNode file() throws IOException {
        return new JsonMapper().readTree(Files.readString(state.daemonFile()));
    }

    Path proc(String name) {
        return Path.of("/proc/" + pid() + "/" + name);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
