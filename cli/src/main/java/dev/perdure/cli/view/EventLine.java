package dev.perdure.cli.view;

import dev.perdure.api.Event;
import dev.perdure.cli.client.JsonText;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** An event on one line: when, which task, what happened, and the few words of its payload that say the most. */
public final class EventLine {
    /** The payload's fields that name what an event is about. */
    private static final String[] SUBJECTS = {"key", "name", "signal", "type", "childId", "keys", "state"};
    /** The payload's fields that say more about it. */
    private static final String[] REASONS = {"reason", "message"};

    private EventLine() {}

    /** A line for logs, in a form that stays: ISO-8601 time in UTC, the task's id, the kind, then words. */
    public static Line of(Event event) {
        return Line.of(Style.DIM, event.time().toString())
                .and(" " + event.taskId() + " ")
                .and(styleOf(event.kind()), event.kind())
                .and(words(event));
    }

    /** What the payload says, each part behind a space; empty if nothing. */
    public static String words(Event event) {
        JsonNode payload;
        try {
            payload = JsonText.parse(event.payload().text());
        } catch (JacksonException e) {
            return "";
        }
        var words = new StringBuilder();
        for (String field : SUBJECTS) {
            JsonNode value = payload.path(field);
            if (value.isString() && (words.isEmpty() || field.equals("childId") || field.equals("state"))) {
                words.append(' ').append(value.asString());
            } else if (value.isArray()) {
                words.append(' ').append(list(value));
            }
        }
        if (payload.path("attempt").isNumber()) {
            words.append(" attempt ").append(payload.path("attempt").asLong());
        }
        if (payload.path("round").isNumber()) {
            words.append(" round ").append(payload.path("round").asLong());
        }
        if (payload.path("share").isNumber()) {
            words.append(' ')
                    .append(Math.round(payload.path("share").asDouble() * 100))
                    .append(" %");
        }
        for (String field : REASONS) {
            append(words, payload.path(field));
        }
        append(words, payload.path("failure").path("message"));
        return words.toString();
    }

    /** How a kind of event looks, by what it tells. */
    public static Style styleOf(String kind) {
        if (kind.endsWith("_completed") || kind.endsWith("_resolved")) {
            return Style.GOOD;
        }
        if (kind.endsWith("_failed") || kind.endsWith("_timed_out")) {
            return Style.BAD;
        }
        if (kind.endsWith("_parked")
                || kind.endsWith("_unknown")
                || kind.contains("cancel")
                || kind.endsWith("_paused")) {
            return Style.WARNING;
        }
        return Style.PLAIN;
    }

    private static void append(StringBuilder words, JsonNode text) {
        if (text.isString() && !text.asString().isEmpty()) {
            words.append(words.isEmpty() ? " " : ": ").append(text.asString());
        }
    }

    private static String list(JsonNode values) {
        var list = new StringBuilder();
        for (JsonNode value : values) {
            list.append(list.isEmpty() ? "" : ", ").append(value.asString(""));
        }
        return list.toString();
    }
}
