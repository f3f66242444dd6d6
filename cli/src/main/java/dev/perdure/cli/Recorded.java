package dev.perdure.cli;

import dev.perdure.cli.client.DaemonClient;
import dev.perdure.cli.client.Exchange;
import dev.perdure.cli.client.Request;
import dev.perdure.cli.replay.CastReader;
import dev.perdure.cli.replay.CastSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A session's record, as the daemon has it: the daemon makes the screen of the place where it is opened. It is read whole into a
 * file without a name before it is played, for nobody waits for a player that is paused.
 *
 * @param daemon has the session
 * @param session its name or id
 * @param from where it is opened first: empty, {@code offset=N} or {@code time=PT…}
 * @param end the offset of the output before which it ends, or negative for none
 * @param sign makes a request one of the operator who asks
 */
record Recorded(DaemonClient daemon, String session, String from, long end, UnaryOperator<Request> sign)
        implements CastSource {
    @Override
    public Cast open() throws IOException {
        return open(from);
    }

    @Override
    public Cast openAt(Duration time) throws IOException {
        return open("time=" + time);
    }

    private Cast open(String place) throws IOException {
        String query = end < 0 ? place : place + (place.isEmpty() ? "" : "&") + "end=" + end;
        Request request = sign.apply(Request.get(AtSession.path(session) + "/record?" + query));
        try (Exchange exchange = daemon.read(request)) {
            String begins = exchange.header("perdure-begins");
            return new Cast(
                    begins == null ? Duration.ZERO : Duration.parse(begins),
                    begins != null,
                    new CastReader(spooled(exchange.body()), session));
        }
    }

    private static BufferedReader spooled(InputStream content) throws IOException {
        Path file = Files.createTempFile("perdure", ".cast");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                content.transferTo(out);
            }
            return new BufferedReader(
                    new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 64 << 10);
        } finally {
            // Open files stay readable; so nothing is left behind however this process ends.
            Files.delete(file);
        }
    }
}
