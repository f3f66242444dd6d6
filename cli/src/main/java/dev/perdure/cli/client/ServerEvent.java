package dev.perdure.cli.client;

import static java.util.Objects.requireNonNull;

/**
 * One event of a {@code text/event-stream}.
 *
 * @param id the last id that the stream named, empty before the first
 * @param kind the event's type, {@code message} where the stream named none
 * @param data its data lines, joined by line feeds
 */
public record ServerEvent(String id, String kind, String data) {
    public ServerEvent {
        requireNonNull(id, "id is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(data, "data is null");
    }
}
