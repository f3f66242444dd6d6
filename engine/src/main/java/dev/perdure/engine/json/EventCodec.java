package dev.perdure.engine.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.api.FailureMode;
import dev.perdure.api.TaskState;
import dev.perdure.engine.core.ModelImage;
import dev.perdure.engine.core.Payload;
import dev.perdure.engine.core.TaskEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Events and snapshots to and from JSON. A kind's name is written beside the JSON, in a column. Thread-safe.
 *
 * <p>A payload is written as {@code {"json": …}} with the user's text as it is, or as {@code {"blob": hash, "bytes": n}}.
 */
public final class EventCodec {
    private static final Map<Class<? extends TaskEvent>, String> KINDS = Map.ofEntries(
            Map.entry(TaskEvent.Created.class, "task_created"),
            Map.entry(TaskEvent.Queued.class, "task_queued"),
            Map.entry(TaskEvent.AttemptStarted.class, "attempt_started"),
            Map.entry(TaskEvent.AttemptResumed.class, "attempt_resumed"),
            Map.entry(TaskEvent.StepStarted.class, "step_started"),
            Map.entry(TaskEvent.StepCompleted.class, "step_completed"),
            Map.entry(TaskEvent.StepFailed.class, "step_failed"),
            Map.entry(TaskEvent.StepHeartbeat.class, "step_heartbeat"),
            Map.entry(TaskEvent.StepUnknown.class, "step_unknown"),
            Map.entry(TaskEvent.StepResolved.class, "step_resolved"),
            Map.entry(TaskEvent.RetryDue.class, "retry_due"),
            Map.entry(TaskEvent.TimerStarted.class, "timer_started"),
            Map.entry(TaskEvent.TimerFired.class, "timer_fired"),
            Map.entry(TaskEvent.SignalReceived.class, "signal_received"),
            Map.entry(TaskEvent.AwaitStarted.class, "await_started"),
            Map.entry(TaskEvent.AwaitCompleted.class, "await_completed"),
            Map.entry(TaskEvent.AwaitTimedOut.class, "await_timed_out"),
            Map.entry(TaskEvent.SignalSetAside.class, "signal_set_aside"),
            Map.entry(TaskEvent.SignalDropped.class, "signal_dropped"),
            Map.entry(TaskEvent.ChildStarted.class, "child_started"),
            Map.entry(TaskEvent.ChildEnded.class, "child_ended"),
            Map.entry(TaskEvent.JoinStarted.class, "join_started"),
            Map.entry(TaskEvent.RoundCompleted.class, "round_completed"),
            Map.entry(TaskEvent.ProgressMade.class, "progress_made"),
            Map.entry(TaskEvent.Paused.class, "task_paused"),
            Map.entry(TaskEvent.Resumed.class, "task_resumed"),
            Map.entry(TaskEvent.CancelRequested.class, "cancel_requested"),
            Map.entry(TaskEvent.Released.class, "handler_released"),
            Map.entry(TaskEvent.AttemptFailed.class, "attempt_failed"),
            Map.entry(TaskEvent.Parked.class, "task_parked"),
            Map.entry(TaskEvent.Quarantined.class, "task_quarantined"),
            Map.entry(TaskEvent.Repaired.class, "task_repaired"),
            Map.entry(TaskEvent.Retried.class, "task_retried"),
            Map.entry(TaskEvent.Completed.class, "task_completed"),
            Map.entry(TaskEvent.Failed.class, "task_failed"),
            Map.entry(TaskEvent.Cancelled.class, "task_cancelled"));

    /** The attribute under which a reader finds the text that it reads. */
    private static final String SOURCE = "perdure.source";

    private final Map<Class<?>, ObjectWriter> writers = new HashMap<>();
    private final Map<String, ObjectReader> readers = new HashMap<>();
    private final ObjectWriter imageWriter;
    private final ObjectReader imageReader;
    private final JsonMapper mapper;

    /** A codec with a mapper of its own. */
    public EventCodec() {
        SimpleModule module = new SimpleModule("perdure")
                .addSerializer(Payload.class, new PayloadWriter())
                .addDeserializer(Payload.class, new PayloadReader())
                .addSerializer(TaskState.class, new CodeWriter<>(TaskState.class))
                .addDeserializer(TaskState.class, new TaskStateReader())
                .addSerializer(FailureMode.class, new CodeWriter<>(FailureMode.class))
                .addDeserializer(FailureMode.class, new FailureModeReader());
        // What it reads was held to the limits of payloads when it was written. Here they would only make it
        // unreadable.
        mapper = JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(JsonText.unlimited())
                        .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                        .build())
                .addModule(module)
                .changeDefaultPropertyInclusion(
                        _ -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
        KINDS.forEach((type, kind) -> {
            writers.put(type, mapper.writerFor(type));
            readers.put(kind, mapper.readerFor(type));
        });
        imageWriter = mapper.writerFor(Image.class);
        imageReader = mapper.readerFor(Image.class);
    }

    /** A model's image with what the log knows beside it: the hash of its newest event and the task's number. */
    public record Image(String hash, long number, ModelImage model) {}

    /** The kind of an event, as it is stored. */
    public static String kind(TaskEvent event) {
        return Objects.requireNonNull(KINDS.get(event.getClass()), "every kind of event has a name");
    }

    /** The JSON of an event. */
    public String encode(TaskEvent event) {
        // Nine events of ten are of this kind, and most of them need no escapes.
        if (event instanceof TaskEvent.StepCompleted step && step.result().json() != null && isPlain(step.key())) {
            return "{\"key\":\"" + step.key() + "\",\"result\":{\"json\":"
                    + step.result().json() + "}}";
        }
        return Objects.requireNonNull(writers.get(event.getClass())).writeValueAsString(event);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** The event of a kind and its JSON. Throws {@link IllegalArgumentException}, which says why, if it isn't one. */
    public TaskEvent decode(String kind, String json) {
        ObjectReader reader = readers.get(kind);
        if (reader == null) {
            throw new IllegalArgumentException(
                    "this version has no events of that kind; a newer version may have written it");
        }
        return (TaskEvent) complete(reader, json);
    }

    private static Record complete(ObjectReader reader, String json) {
        Record read;
        try {
            read = reader.withAttribute(SOURCE, json).readValue(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(Misfit.plain(e.getOriginalMessage()), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new IllegalArgumentException("its JSON is not of that kind (" + e + ")", e);
        }
        if (read == null) {
            throw new IllegalArgumentException("its JSON is null");
        }
        Completeness.check(read);
        return read;
    }

    /** Whether a text is one JSON value. */
    public boolean isJson(String text) {
        try (JsonParser parser = mapper.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException _) {
            return false;
        }
    }

    /** The JSON of a snapshot. */
    public String encodeImage(Image image) {
        return imageWriter.writeValueAsString(image);
    }

    /** The snapshot of its JSON. Throws {@link IllegalArgumentException} if it isn't one. */
    public Image decodeImage(String json) {
        return (Image) complete(imageReader, json);
    }

    /** The JSON of a small value of our own, such as a failure. */
    public String write(Object value) {
        return mapper.writeValueAsString(value);
    }

    /** The small value of its JSON. */
    public <T> T read(String json, Class<T> type) {
        return mapper.readValue(json, type);
    }

    private static final class PayloadWriter extends StdSerializer<Payload> {
        PayloadWriter() {
            super(Payload.class);
        }

        @Override
        public void serialize(Payload payload, JsonGenerator out, SerializationContext context) {
            out.writeStartObject();
            if (payload.json() != null) {
                out.writeName("json");
                out.writeRawValue(payload.json());
            } else {
                out.writeStringProperty("blob", Objects.requireNonNull(payload.blob()));
                out.writeNumberProperty("bytes", payload.bytes());
            }
            out.writeEndObject();
        }
    }

    private static final class PayloadReader extends StdDeserializer<Payload> {
        PayloadReader() {
            super(Payload.class);
        }

        @Override
        public Payload deserialize(JsonParser in, DeserializationContext context) {
            String source = (String) Objects.requireNonNull(context.getAttribute(SOURCE), "the text is known");
            String json = null;
            String blob = null;
            long bytes = 0;
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                in.nextToken();
                switch (name) {
                    case "json" -> json = asWritten(in, source);
                    case "blob" -> blob = in.getString();
                    case "bytes" -> bytes = in.getLongValue();
                    default -> in.skipChildren();
                }
            }
            return blob != null
                    ? Payload.blob(blob, bytes)
                    : Payload.inline(Objects.requireNonNull(json, "a payload has text or a blob"));
        }

        /** The text of the value that the parser is at: every digit and space of it, whatever a tree of it would say. */
        private static String asWritten(JsonParser in, String source) {
            int start = Math.toIntExact(in.currentTokenLocation().getCharOffset());
            in.finishToken();
            in.skipChildren();
            int end = Math.toIntExact(in.currentLocation().getCharOffset());
            return source.substring(start, end).strip();
        }
    }

    private static final class CodeWriter<E extends Enum<E>> extends StdSerializer<E> {
        CodeWriter(Class<E> type) {
            super(type);
        }

        @Override
        public void serialize(E value, JsonGenerator out, SerializationContext context) {
            out.writeString(
                    switch (value) {
                        case TaskState state -> state.code();
                        case FailureMode mode -> mode.code();
                        default -> value.name();
                    });
        }
    }

    private static final class TaskStateReader extends StdDeserializer<TaskState> {
        TaskStateReader() {
            super(TaskState.class);
        }

        @Override
        public TaskState deserialize(JsonParser in, DeserializationContext context) {
            return TaskState.ofCode(in.getString());
        }
    }

    private static final class FailureModeReader extends StdDeserializer<FailureMode> {
        FailureModeReader() {
            super(FailureMode.class);
        }

        @Override
        public FailureMode deserialize(JsonParser in, DeserializationContext context) {
            return FailureMode.ofCode(in.getString());
        }
    }
}
