package dev.perdure.session.record;

import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * A record as an asciicast file: a header and events, a line of JSON each. Sources: the file format descriptions of
 * asciinema, versions 3 (intervals, exit status) and 2 (times from the start). Inputs become markers, with their
 * operators.
 */
public final class Asciicast {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** The versions that players read. */
    public enum Version {
        V2,
        V3
    }

    private final Version version;
    private final Attribution attribution;
    private final Appendable target;
    private final JsonMapper mapper = new JsonMapper();
    private final TextDecoder decoder = new TextDecoder();
    private final Instant start;
    private Instant last;
    private String typist = "";
    private Instant typed = Instant.EPOCH;

    private Asciicast(Version version, Attribution attribution, Instant start, Appendable target) {
        this.version = version;
        this.attribution = attribution;
        this.target = target;
        this.start = start;
        last = start;
    }

    /** Writes a record; {@link UncheckedIOException} when {@code target} fails. */
    public static void write(Recording recording, Version version, Attribution attribution, Appendable target) {
        Asciicast cast = new Asciicast(version, attribution, recording.start(), target);
        cast.line(cast.header(recording, recording.firstSize()));
        recording.forEach(cast::event);
    }

    /**
     * Writes the part of a record that a replay has before it, beginning with the screen as it is there.
     *
     * @param moment where the replay has jumped to
     * @param end the offset of the first byte of the output that doesn't belong to it
     */
    public static void write(
            Recording recording,
            Version version,
            Attribution attribution,
            Replay replay,
            Replay.Moment moment,
            long end,
            Appendable target) {
        Asciicast cast = new Asciicast(version, attribution, recording.start().plus(moment.at()), target);
        cast.line(cast.header(recording, moment.size()));
        cast.line(cast.start, "o", cast.decoder.decode(moment.screen()));
        for (Optional<RecordedEvent> event = replay.next(); event.isPresent(); event = replay.next()) {
            if (event.get() instanceof RecordedEvent.Output output && output.offset() + output.bytes().length >= end) {
                int left = (int) Math.max(0, end - output.offset());
                cast.event(
                        new RecordedEvent.Output(output.time(), output.offset(), Arrays.copyOf(output.bytes(), left)));
                return;
            }
            cast.event(event.get());
        }
    }

    private Map<String, Object> header(Recording recording, TerminalSize size) {
        Map<String, Object> header = new LinkedHashMap<>();
        int columns = size.columns();
        int rows = size.rows();
        if (version == Version.V3) {
            header.put("version", 3);
            Map<String, Object> term = new LinkedHashMap<>();
            term.put("cols", columns);
            term.put("rows", rows);
            term.put("type", "xterm-256color");
            header.put("term", term);
        } else {
            header.put("version", 2);
            header.put("width", columns);
            header.put("height", rows);
        }
        header.put("timestamp", start.getEpochSecond());
        header.put("title", recording.info().name());
        header.put("command", String.join(" ", recording.info().command()));
        if (version == Version.V2) {
            header.put("env", Map.of("TERM", "xterm-256color"));
        }
        return header;
    }

    private void event(RecordedEvent event) {
        switch (event) {
            case RecordedEvent.Output output -> {
                String text = decoder.decode(output.bytes());
                if (!text.isEmpty()) {
                    line(event.time(), "o", text);
                }
            }
            case RecordedEvent.Resized resized ->
                line(event.time(), "r", resized.size().toString());
            case RecordedEvent.Input input -> input(input);
            case RecordedEvent.Gap gap -> line(event.time(), "m", gap.bytes() + " bytes of output are not kept");
            case RecordedEvent.Ended ended -> {
                String code = Integer.toString(ended.exit().shellCode());
                if (version == Version.V3) {
                    line(event.time(), "x", code);
                } else {
                    line(event.time(), "m", "exit " + code);
                }
            }
        }
    }

    private void input(RecordedEvent.Input input) {
        switch (attribution) {
            case NONE -> {}
            case TYPED ->
                line(
                        input.time(),
                        "m",
                        input.operator() + ": " + printable(new String(input.bytes(), StandardCharsets.UTF_8)));
            case OPERATORS -> {
                boolean another =
                        !input.operator().equals(typist) || input.time().isAfter(typed.plus(PAUSE));
                if (another) {
                    line(input.time(), "m", input.operator());
                }
                typist = input.operator();
                typed = input.time();
            }
        }
    }

    /** Control characters as people write them: ^C. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 32 || c == 127) {
                out.append('^').append((char) (c ^ 64));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private void line(Instant time, String code, String data) {
        Instant moment = time.isAfter(last) ? time : last;
        Duration stamp = Duration.between(version == Version.V3 ? last : start, moment);
        last = moment;
        line(List.of(stamp.toMillis() / 1000.0, code, data));
    }

    private void line(Object json) {
        try {
            target.append(mapper.writeValueAsString(json)).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
