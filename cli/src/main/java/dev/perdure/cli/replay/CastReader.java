package dev.perdure.cli.replay;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.JsonText;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A record in one of the asciicast formats 2 and 3 (docs.asciinema.org), read event by event. What isn't such a record is refused as bad input,
 * with the number of the line. Not thread-safe.
 */
public final class CastReader implements Closeable {
    private static final double LONGEST_SECONDS = 1e9;
    private static final double NANOS = 1e9;

    private final BufferedReader lines;
    private final String name;
    private final boolean intervals;
    private final int columns;
    private final int rows;
    private final @Nullable Duration idleLimit;
    private Duration last = Duration.ZERO;
    private int number;

    /** Reads the header; {@code name} is what messages call it. */
    public CastReader(BufferedReader lines, String name) throws IOException {
        this.lines = lines;
        this.name = name;
        JsonNode header = json(read());
        int version = header.path("version").asInt(0);
        if (version != 2 && version != 3) {
            throw bad(
                    version == 0 ? "is no asciicast" : "is an asciicast of version " + version + "; 2 and 3 are known");
        }
        this.intervals = version == 3;
        JsonNode size = intervals ? header.path("term") : header;
        this.columns = size.path(intervals ? "cols" : "width").asInt(80);
        this.rows = size.path(intervals ? "rows" : "height").asInt(24);
        JsonNode limit = header.path("idle_time_limit");
        this.idleLimit = limit.isNumber() && limit.asDouble() > 0 ? duration(limit.asDouble()) : null;
    }

    /** The columns of the terminal that it was recorded on. */
    public int columns() {
        return columns;
    }

    /** The rows of the terminal that it was recorded on. */
    public int rows() {
        return rows;
    }

    /** To how much its author wants pauses cut, or null. */
    public @Nullable Duration idleLimit() {
        return idleLimit;
    }

    /** The next event, or null at the end. */
    public @Nullable CastEvent next() throws IOException {
        String line = read();
        while (line != null && (line.isBlank() || line.startsWith("#"))) {
            line = read();
        }
        if (line == null) {
            return null;
        }
        JsonNode event = json(line);
        if (!event.isArray()
                || event.size() < 3
                || !event.get(0).isNumber()
                || !event.get(1).isString()
                || !event.get(2).isString()) {
            throw bad("has no event in line " + number);
        }
        Duration stamp = duration(event.get(0).asDouble());
        Duration time = intervals ? last.plus(stamp) : stamp;
        last = time.compareTo(last) > 0 ? time : last;
        return new CastEvent(last, event.get(1).asString(), event.get(2).asString());
    }

    private @Nullable String read() throws IOException {
        number++;
        return lines.readLine();
    }

    private JsonNode json(@Nullable String line) {
        try {
            return line == null ? JsonText.object() : JsonText.parse(line);
        } catch (JacksonException e) {
            throw bad(number == 1 ? "is no asciicast" : "has no event in line " + number);
        }
    }

    private Duration duration(double seconds) {
        if (!(seconds >= 0) || seconds > LONGEST_SECONDS) {
            throw bad("has a time in line " + number + " that can't be: " + seconds);
        }
        return Duration.ofNanos(Math.round(seconds * NANOS));
    }

    private PerdureException bad(String what) {
        return new PerdureException(ErrorCode.BAD_INPUT, name + " " + what + ".");
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
