package dev.perdure.api;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task's session is started with. A session that lives already is taken as it is.
 *
 * @param command the shell that it runs, with its arguments: bash, zsh, fish, or a POSIX shell; empty for bash, or sh where there is no bash
 * @param directory where it begins, an absolute path; null for the home directory of the user who hosts it
 * @param environment variables over those of the host's process
 * @param policy when it ends
 */
public record SessionSettings(
        List<String> command, @Nullable String directory, Map<String, String> environment, SessionPolicy policy) {
    /** A shell in the home directory that ends with its task. */
    public static final SessionSettings SHELL =
            new SessionSettings(List.of(), null, Map.of(), SessionPolicy.END_WITH_TASK);

    public SessionSettings {
        requireNonNull(policy, "policy is null");
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (directory != null && !Path.of(directory).isAbsolute()) {
            throw new IllegalArgumentException("directory is not absolute: " + directory);
        }
    }

    /** The same with another shell. */
    public SessionSettings withCommand(String... words) {
        return new SessionSettings(List.of(words), directory, environment, policy);
    }

    /** The same in another directory. */
    public SessionSettings in(Path absolute) {
        return new SessionSettings(command, absolute.toString(), environment, policy);
    }

    /** The same with these variables over those of the host's process. */
    public SessionSettings withEnvironment(Map<String, String> variables) {
        return new SessionSettings(command, directory, variables, policy);
    }

    /** The same with another end. */
    public SessionSettings withPolicy(SessionPolicy other) {
        return new SessionSettings(command, directory, environment, other);
    }
}
