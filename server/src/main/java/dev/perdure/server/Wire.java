package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Json;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskState;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * How the api's values look as JSON on the wire: the names of the record's components, codes for enums, ISO-8601 for times, and
 * payloads as they are.
 */
final class Wire {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Json.class, new Raw())
                    .addSerializer(TaskState.class, new Code<>(TaskState::code))
                    .addSerializer(FailureMode.class, new Code<>(FailureMode::code))
                    .addSerializer(ErrorCode.class, new Code<>(ErrorCode::code))
                    .addSerializer(StepInfo.Kind.class, new Code<>(StepInfo.Kind::code))
                    .addSerializer(StepInfo.State.class, new Code<>(StepInfo.State::code)))
            .build();

    private Wire() {}

    /** The value as UTF-8 JSON. */
    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    private static final class Raw extends ValueSerializer<Json> {
        @Override
        public void serialize(Json value, JsonGenerator out, SerializationContext context) {
            out.writeRawValue(value.text());
        }
    }

    private static final class Code<E extends Enum<E>> extends ValueSerializer<E> {
        private final Function<E, String> code;

        Code(Function<E, String> code) {
            this.code = code;
        }

        @Override
        public void serialize(E value, JsonGenerator out, SerializationContext context) {
            out.writeString(code.apply(value));
        }
    }
}
