package dev.perdure.examples.vendorreview.maven;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Maven repository behind HTTP, by default Maven Central. Proxies are those that the JDK is set up with. */
public final class RemoteRepository implements MavenRepository {
    private static final String CENTRAL = "https://repo.maven.apache.org/maven2/";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    private final URI root;

    /** The repository at that address. */
    public RemoteRepository(URI root) {
        this.root = root.getPath().endsWith("/") ? root : URI.create(root + "/");
    }

    /** The one that the property {@code perdure.maven.central} or the variable {@code PERDURE_MAVEN_CENTRAL} names, or Central. */
    public static RemoteRepository fromEnvironment() {
        String fallback = requireNonNullElse(System.getenv("PERDURE_MAVEN_CENTRAL"), CENTRAL);
        return new RemoteRepository(URI.create(System.getProperty("perdure.maven.central", fallback)));
    }

    @Override
    public String address(String path) {
        return root.resolve(path).toString();
    }

    @Override
    public List<String> versions(Coordinates library) throws IOException, InterruptedException {
        return XmlElement.parse(read(library.metadata()), address(library.metadata()))
                .at("versioning", "versions")
                .map(versions -> versions.texts("version"))
                .orElse(List.of());
    }

    @Override
    public byte[] read(String path) throws IOException, InterruptedException {
        return send(path, request(path).GET()).body();
    }

    @Override
    public FileHead head(String path) throws IOException, InterruptedException {
        var headers = send(path, request(path).HEAD()).headers();
        var bytes = headers.firstValueAsLong("Content-Length");
        return new FileHead(
                bytes.isPresent() ? bytes.getAsLong() : null,
                headers.firstValue("Last-Modified")
                        .map(RemoteRepository::moment)
                        .orElse(null));
    }

    @Override
    public byte[] tail(String path, int bytes) throws IOException, InterruptedException {
        byte[] body = send(
                        path, request(path).header("Range", "bytes=-" + bytes).GET())
                .body();
        // A server may ignore the range and send all of it (RFC 9110, 14.2).
        return Arrays.copyOfRange(body, Math.max(0, body.length - bytes), body.length);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path))
                .timeout(REQUEST_TIMEOUT)
                .header("User-Agent", "perdure-vendor-review");
    }

    private HttpResponse<byte[]> send(String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response;
        try {
            response =
                    Client.SHARED.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), READ_LIMIT));
        } catch (IOException e) {
            // Some of the JDK's network exceptions have no message of their own.
            String why = requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
            throw new IOException("can't reach " + address(path) + ": " + why, e);
        }
        return switch (response.statusCode()) {
            case 200, 206 -> response;
            case 404, 410 -> throw new NotInRepositoryException(address(path));
            default -> throw new IOException(address(path) + " answered with status " + response.statusCode());
        };
    }

    private static @Nullable Instant moment(String httpDate) {
        try {
            return ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException malformed) {
            return null; // the same as a server that says nothing
        }
    }

    /** Made on first use: whoever only registers the task types pays nothing for it. */
    private static final class Client {
        static final HttpClient SHARED = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }
}
