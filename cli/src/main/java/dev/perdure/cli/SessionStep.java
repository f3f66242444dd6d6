package dev.perdure.cli;

import dev.perdure.cli.client.DaemonClient;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a task's step did in a session, by the step's recorded result: its fields {@code session}, {@code from} and {@code to}.
 *
 * @param session the session's id or name
 * @param from the offset of the session's output at which the step began
 * @param to the offset at which it ended; -1 where the result doesn't say
 */
record SessionStep(String session, long from, long to) {
    private static final int PAGE = 1000;

    /** Reads it from the task's history; {@code key} may be without the number of a first occurrence. */
    static SessionStep of(DaemonClient daemon, String task, String key) throws IOException {
        JsonNode result = result(daemon, task, key);
        if (result == null) {
            throw TaskCommand.bad("The task " + task + " has no completed step " + key
                    + ". Its steps are shown by: perdure history " + task);
        }
        if (result.has("blob")) {
            throw TaskCommand.bad("The result of " + key + " is too large to be read from the history.");
        }
        JsonNode value = result.path("json");
        if (!value.path("session").isString() || !value.path("from").isIntegralNumber()) {
            throw TaskCommand.bad("The step " + key + " of " + task + " ran in no session: its result names none.");
        }
        return new SessionStep(
                value.path("session").asString(),
                value.path("from").asLong(),
                value.path("to").asLong(-1));
    }

    /** The recorded result, of several the last. */
    private static @Nullable JsonNode result(DaemonClient daemon, String task, String key) throws IOException {
        JsonNode found = null;
        long last = 0;
        for (boolean more = true; more; ) {
            JsonNode page = daemon.get(TaskId.path(task) + "/events?after=" + last + "&limit=" + PAGE);
            for (JsonNode event : page.path("events")) {
                last = event.path("taskSeq").asLong(last);
                JsonNode payload = event.path("payload");
                String kind = event.path("kind").asString("");
                String its = payload.path("key").asString("");
                boolean ended = kind.equals("step_completed") || kind.equals("step_resolved");
                if (ended && (its.equals(key) || its.equals(key + "#1")) && payload.has("result")) {
                    found = payload.path("result");
                }
            }
            more = page.path("next").isNumber();
        }
        return found;
    }
}
