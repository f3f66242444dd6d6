package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskNotFoundException;
import dev.perdure.cli.client.DaemonClient;
import dev.perdure.cli.client.RefusedException;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Task ids as people type them: whole, or the beginning of one. */
final class TaskId {
    private static final int PAGE = 1000;
    private static final int PAGES = 20;

    private TaskId() {}

    /**
     * The id of the task that is meant: the one of exactly this id, else the only one among the newest 20,000 whose id begins so.
     *
     * @throws PerdureException if there is none, or more than one
     */
    static String resolve(DaemonClient daemon, String given) throws IOException {
        try {
            daemon.get(path(given));
            return given;
        } catch (RefusedException e) {
            if (e.code() != ErrorCode.TASK_NOT_FOUND && e.code() != ErrorCode.BAD_INPUT) {
                throw e;
            }
        }
        List<String> matches = given.isEmpty() ? List.of() : beginningWith(daemon, given);
        if (matches.isEmpty()) {
            throw new TaskNotFoundException(given);
        }
        if (matches.size() > 1) {
            throw new PerdureException(
                    ErrorCode.BAD_INPUT,
                    "Several tasks begin with " + given + ": "
                            + String.join(", ", matches.subList(0, Math.min(5, matches.size())))
                            + (matches.size() > 5 ? ", …" : "") + ". Type more of the id.");
        }
        return matches.getFirst();
    }

    /** The resource of a task. */
    static String path(String id) {
        return "/v1/tasks/" + encode(id);
    }

    /** The result of a task that has completed. */
    static JsonNode result(DaemonClient daemon, String id) throws IOException {
        return daemon.get(path(id) + "/result?wait=PT20S", Duration.ofSeconds(20))
                .path("result");
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<String> beginningWith(DaemonClient daemon, String prefix) throws IOException {
        var matches = new ArrayList<String>();
        String cursor = "";
        for (int page = 0; page < PAGES; page++) {
            JsonNode answer =
                    daemon.get("/v1/tasks?limit=" + PAGE + (cursor.isEmpty() ? "" : "&cursor=" + encode(cursor)));
            for (JsonNode task : answer.path("tasks")) {
                String id = task.path("id").asString("");
                if (id.startsWith(prefix)) {
                    matches.add(id);
                }
            }
            cursor = answer.path("next").asString("");
            if (cursor.isEmpty()) {
                break;
            }
        }
        return matches;
    }
}
