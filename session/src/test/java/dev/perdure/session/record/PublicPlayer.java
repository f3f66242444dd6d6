package dev.perdure.session.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.perdure.session.PublicPackage;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The player of asciinema's own web pages, asciinema-player from the npm registry (Apache licence), playing an asciicast in
 * a Chromium without a window. Closing it ends the browser.
 */
final class PublicPlayer implements AutoCloseable {
    private static final String PACKAGE = "asciinema-player@3.17.0";
    private static final List<String> BROWSER = List.of(
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--remote-debugging-port=0");

    private final JsonMapper mapper = new JsonMapper();
    private final HttpServer server;
    private final Process browser;
    private volatile Shown shown = new Shown(List.of(), List.of());

    /** What it shows after the last event, a row each without the blanks at its end, and which markers it came by. */
    record Shown(List<String> rows, List<String> markers) {}

    private PublicPlayer(Path directory, Path bundle, String cast) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (InputStream page = PublicPlayer.class.getResourceAsStream("player.html")) {
            assertThat(page).isNotNull();
            serve("/player.html", "text/html", page.readAllBytes());
        }
        for (String file : List.of("asciinema-player.min.js", "asciinema-player.css")) {
            String type = file.endsWith("js") ? "text/javascript" : "text/css";
            serve("/" + file, type, Files.readAllBytes(bundle.resolve(file)));
        }
        serve("/record.cast", "application/x-asciicast", cast.getBytes(StandardCharsets.UTF_8));
        server.createContext("/shown", this::told);
        server.start();
        List<String> command = new ArrayList<>(BROWSER);
        command.add("--user-data-dir=" + directory.resolve("profile"));
        command.add("http://localhost:" + server.getAddress().getPort() + "/player.html");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("browser.log").toFile());
        builder.environment().put("TMPDIR", directory.toString());
        browser = builder.start();
    }

    /** Begins to play an asciicast, or skips the test where player or browser can't be had. */
    static PublicPlayer play(Path directory, String cast) throws IOException, InterruptedException {
        PublicPackage.require(directory, "chromium", "--version");
        return new PublicPlayer(
                directory, PublicPackage.fetch(directory, PACKAGE).resolve("dist/bundle"), cast);
    }

    /** Nothing before it has come to the end. */
    Shown shown() {
        return shown;
    }

    private void serve(String path, String type, byte[] content) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
            exchange.sendResponseHeaders(200, content.length);
            try (var body = exchange.getResponseBody()) {
                body.write(content);
            }
        });
    }

    private void told(HttpExchange exchange) throws IOException {
        try (exchange) {
            shown = mapper.readValue(exchange.getRequestBody(), Shown.class);
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> parts = new ArrayList<>(browser.descendants().toList());
        parts.add(browser.toHandle());
        parts.forEach(ProcessHandle::destroyForcibly);
        // Else the last of them writes into a directory that is being deleted.
        parts.forEach(part -> part.onExit().join());
        server.stop(0);
    }
}
