package dev.perdure.api.spi;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.SessionSettings;

/**
 * Which session of which task.
 *
 * @param taskId the task
 * @param name of the session within the task: 1 to 32 letters, digits, dots, dashes and underscores
 * @param settings what it is started with if there is none
 */
public record SessionBinding(String taskId, String name, SessionSettings settings) {
    private static final int LONGEST_ADDRESS = 64;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}";

    public SessionBinding {
        requireNonNull(taskId, "taskId is null");
        requireNonNull(settings, "settings is null");
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "a session's name is not 1 to 32 letters, digits, dots, dashes and underscores: " + name);
        }
    }

    /** The session's name for people: task and name, in characters that every session's name may have. */
    public String address() {
        String task = taskId.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[._-]+", "");
        String whole = (task.isEmpty() ? "task" : task) + "." + name;
        if (whole.length() <= LONGEST_ADDRESS) {
            return whole;
        }
        String tail = "-" + Integer.toHexString(taskId.hashCode()) + "." + name;
        return whole.substring(0, LONGEST_ADDRESS - tail.length()) + tail;
    }
}
