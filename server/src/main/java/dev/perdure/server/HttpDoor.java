package dev.perdure.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** HTTP on a Unix domain socket. Requests run on virtual threads; the selector, which waits in the kernel, on a platform thread. */
final class HttpDoor implements AutoCloseable {
    private static final int PLATFORM_THREADS = 8;
    private static final long STOP_TIMEOUT_MILLIS = 2_000;

    private final Javalin javalin;
    private final Path socket;

    /** Prepares the resources at a socket that does not exist yet, for processes of one user. */
    HttpDoor(Path socket, UserPrincipal owner, List<Resource> resources) {
        this.socket = socket;
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.concurrency.useVirtualThreads = true;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.prefer405over404 = true;
            config.unsafe.jettyInternal.server = server();
            config.jetty.addConnector(
                    (server, http) -> new OwnerConnector(server, new HttpConnectionFactory(http), socket, owner));
            resources.forEach(resource -> resource.addTo(config.routes));
            Problems.addTo(config.routes);
        });
    }

    private static Server server() {
        var threads = new QueuedThreadPool(PLATFORM_THREADS, 1);
        threads.setName("http");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("request-", 0).factory()));
        var server = new Server(threads);
        server.setHandler(new GracefulHandler());
        server.setErrorHandler(new Problems.OfTheServer());
        server.setStopTimeout(STOP_TIMEOUT_MILLIS);
        return server;
    }

    /** Binds the socket, which is then its owner's alone, and begins to answer. */
    void open() throws IOException {
        javalin.start();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    }

    /** What it answers to, such as {@code GET /v1/info}. */
    List<String> routes() {
        return javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint.method.name() + " " + handler.endpoint.path)
                .toList();
    }

    /** Lets requests under way end for a moment, then closes and removes the socket. */
    @Override
    public void close() {
        javalin.stop();
    }
}
