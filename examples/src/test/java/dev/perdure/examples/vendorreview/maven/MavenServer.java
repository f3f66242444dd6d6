package dev.perdure.examples.vendorreview.maven;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A Maven repository behind HTTP on this machine's loopback, with faults on demand and a count of every request. */
public final class MavenServer implements AutoCloseable {
    private static final String ROOT = "/maven2/";

    private final HttpServer server;
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, String> dates = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

    public MavenServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(ROOT, this::answer);
        server.start();
    }

    public URI root() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + ROOT);
    }

    public MavenServer put(String path, byte[] content) {
        files.put(path, content);
        return this;
    }

    /** Lists the versions and puts a POM for each, a jar of {@code jarBytes} zeros and a date of release. */
    public MavenServer library(String library, String pomBody, int jarBytes, String... versions) {
        var coordinates = Coordinates.parse(library);
        put(coordinates.metadata(), PomText.metadata(versions));
        for (String version : versions) {
            put(coordinates.pom(version), PomText.pom(coordinates, version, pomBody));
            put(coordinates.jar(version), new byte[jarBytes]);
            dates.put(coordinates.pom(version), "Tue, 06 Jan 2026 10:00:00 GMT");
        }
        return this;
    }

    /** Has the next requests for a path answered with status 500. */
    public void failNext(String path, int times) {
        failures.put(path, new AtomicInteger(times));
    }

    /** Has requests for a path wait until the latch is open. */
    public void hold(String path, CountDownLatch gate) {
        gates.put(path, gate);
    }

    /** How often something was asked for, such as {@code GET a/b/maven-metadata.xml}. */
    public int requests(String methodAndPath) {
        return requests.getOrDefault(methodAndPath, new AtomicInteger()).get();
    }

    /** How often everything was asked for. */
    public Map<String, Integer> requests() {
        var counts = new java.util.TreeMap<String, Integer>();
        requests.forEach((request, count) -> counts.put(request, count.get()));
        return counts;
    }

    private void answer(HttpExchange exchange) {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(ROOT.length());
            requests.computeIfAbsent(exchange.getRequestMethod() + " " + path, key -> new AtomicInteger())
                    .incrementAndGet();
            CountDownLatch gate = gates.get(path);
            if (gate != null) {
                gate.await();
            }
            if (failures.getOrDefault(path, new AtomicInteger()).getAndDecrement() > 0) {
                exchange.sendResponseHeaders(500, -1);
            } else {
                send(exchange, path, files.get(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, String path, byte @Nullable [] content) throws IOException {
        if (content == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        var headers = exchange.getResponseHeaders();
        if (dates.containsKey(path)) {
            headers.set("Last-Modified", requireNonNull(dates.get(path)));
        }
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(content.length));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        List<String> range = exchange.getRequestHeaders().getOrDefault("Range", List.of());
        if (range.isEmpty()) {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        } else {
            int length = Integer.parseInt(range.getFirst().replace("bytes=-", ""));
            byte[] tail = Arrays.copyOfRange(content, Math.max(0, content.length - length), content.length);
            exchange.sendResponseHeaders(206, tail.length);
            exchange.getResponseBody().write(tail);
        }
    }

    @Override
    public void close() {
        gates.values().forEach(CountDownLatch::countDown);
        server.stop(0);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
