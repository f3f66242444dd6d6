package dev.perdure.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.SizePolicy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a host keeps about a session to host it again: the format of the {@code session.json} file, version 1. Without
 * the environment, which may hold secrets and which the program has anyway.
 *
 * @param starter who started it; null where the host that did didn't know
 */
record SessionRecord(
        int version,
        String id,
        String name,
        List<String> command,
        String directory,
        Instant created,
        SizePolicy sizePolicy,
        LifeCycle lifeCycle,
        long outputLimit,
        int scrollback,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<TaskBinding> task,
        @Nullable Operator starter) {
    static final String FILE = "session.json";
    private static final JsonMapper MAPPER = new JsonMapper();

    SessionRecord {
        if (version != 1) {
            throw new IllegalArgumentException("a session of another version: " + version);
        }
        command = List.copyOf(command);
    }

    static SessionRecord of(String id, String name, SessionSpec spec, Instant created, @Nullable Operator starter) {
        return new SessionRecord(
                1,
                id,
                name,
                spec.program().command(),
                spec.program().directory().toString(),
                created,
                spec.sizePolicy(),
                spec.lifeCycle(),
                spec.outputLimit(),
                spec.scrollback(),
                spec.task(),
                starter);
    }

    static SessionRecord parse(String json) {
        return MAPPER.readValue(json, SessionRecord.class);
    }

    String json() {
        return MAPPER.writeValueAsString(this);
    }

    SessionRecord withName(String other) {
        return new SessionRecord(
                version,
                id,
                other,
                command,
                directory,
                created,
                sizePolicy,
                lifeCycle,
                outputLimit,
                scrollback,
                task,
                starter);
    }
}
