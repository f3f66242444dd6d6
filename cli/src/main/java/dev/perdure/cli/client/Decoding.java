package dev.perdure.cli.client;

import dev.perdure.api.Event;
import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.Progress;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The daemon's JSON as the records of the api. What doesn't fit them is a {@link ProtocolException}. */
public final class Decoding {
    private Decoding() {}

    /** A task. */
    public static TaskInfo task(JsonNode json) throws ProtocolException {
        var labels = new LinkedHashMap<String, String>();
        for (var entry : json.path("labels").properties()) {
            labels.put(entry.getKey(), entry.getValue().asString());
        }
        JsonNode progress = json.path("progress");
        return guard(
                "task",
                () -> new TaskInfo(
                        text(json, "id"),
                        text(json, "type"),
                        json.path("version").asInt(1),
                        TaskState.ofCode(text(json, "state")),
                        json.path("tenant").asString("default"),
                        json.path("queue").asString("default"),
                        json.path("priority").asInt(0),
                        optional(json, "parent"),
                        json.path("root").asString(text(json, "id")),
                        labels,
                        json.path("attempt").asLong(0),
                        json.path("events").asLong(0),
                        Instant.parse(text(json, "createdAt")),
                        Instant.parse(text(json, "updatedAt")),
                        instant(json, "deadline"),
                        instant(json, "wakeAt"),
                        optional(json, "waitingFor"),
                        progress.isObject() ? progress(progress) : null,
                        failure(json.path("failure"))));
    }

    /** The tasks of a page. */
    public static List<TaskInfo> tasks(JsonNode page) throws ProtocolException {
        var tasks = new ArrayList<TaskInfo>();
        for (JsonNode task : page.path("tasks")) {
            tasks.add(task(task));
        }
        return tasks;
    }

    /** A step. */
    public static StepInfo step(JsonNode json) throws ProtocolException {
        return guard(
                "step",
                () -> new StepInfo(
                        text(json, "key"),
                        StepInfo.Kind.valueOf(text(json, "kind").toUpperCase(Locale.ROOT)),
                        StepInfo.State.valueOf(text(json, "state").toUpperCase(Locale.ROOT)),
                        json.path("attempts").asInt(0),
                        instant(json, "startedAt"),
                        instant(json, "endedAt"),
                        optional(json, "childId"),
                        failure(json.path("failure"))));
    }

    /** The steps of a task. */
    public static List<StepInfo> steps(JsonNode answer) throws ProtocolException {
        var steps = new ArrayList<StepInfo>();
        for (JsonNode step : answer.path("steps")) {
            steps.add(step(step));
        }
        return steps;
    }

    /** An event; its payload may come as JSON or as a string that holds JSON. */
    public static Event event(JsonNode json) throws ProtocolException {
        JsonNode payload = json.path("payload");
        return guard(
                "event",
                () -> new Event(
                        json.path("seq").asLong(0),
                        text(json, "taskId"),
                        json.path("taskSeq").asLong(0),
                        text(json, "kind"),
                        Instant.parse(text(json, "time")),
                        json.path("actor").asString(""),
                        payload.isMissingNode() ? Json.NULL : new Json(JsonText.line(payload)),
                        json.path("hash").asString("")));
    }

    /** An event as it came. */
    public static JsonNode json(Event event) {
        return JsonText.object()
                .put("seq", event.seq())
                .put("taskId", event.taskId())
                .put("taskSeq", event.taskSeq())
                .put("kind", event.kind())
                .put("time", event.time().toString())
                .put("actor", event.actor())
                .set("payload", JsonText.parse(event.payload().text()))
                .put("hash", event.hash());
    }

    /** A failure, or null where there is none. */
    public static @Nullable Failure failure(JsonNode json) {
        if (!json.isObject()) {
            return null;
        }
        FailureMode mode;
        try {
            mode = FailureMode.ofCode(json.path("mode").asString(""));
        } catch (IllegalArgumentException e) {
            // A newer daemon may know modes that this client doesn't; the message still tells.
            mode = FailureMode.UNEXPECTED_ERROR;
        }
        return new Failure(
                mode,
                json.path("message").asString(""),
                optional(json, "error"),
                optional(json, "step"),
                json.path("detail").asString(""));
    }

    private static Progress progress(JsonNode json) {
        JsonNode share = json.path("share");
        return new Progress(
                share.isNumber() ? share.asDouble() : null, json.path("message").asString(""));
    }

    private static String text(JsonNode json, String field) throws ProtocolException {
        JsonNode value = json.path(field);
        if (!value.isString()) {
            throw new ProtocolException("the daemon's answer lacks \"" + field + "\"");
        }
        return value.asString();
    }

    private static @Nullable String optional(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isString() ? value.asString() : null;
    }

    private static @Nullable Instant instant(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isString() ? Instant.parse(value.asString()) : null;
    }

    private static <T> T guard(String what, Source<T> source) throws ProtocolException {
        try {
            return source.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ProtocolException("the daemon's answer holds a " + what
                    + " that this version doesn't understand: " + e.getMessage()
                    + "; is the daemon of another version? 'perdure down' and try again");
        }
    }

    private interface Source<T> {
        T get() throws ProtocolException;
    }
}
