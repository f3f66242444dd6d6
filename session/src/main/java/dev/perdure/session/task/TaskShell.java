package dev.perdure.session.task;

import dev.perdure.api.SessionPolicy;
import dev.perdure.api.spi.SessionBinding;
import dev.perdure.session.LifeCycle;
import dev.perdure.session.Session;
import dev.perdure.session.SessionException;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.TaskBinding;
import dev.perdure.session.anchor.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How a task's session is started. */
final class TaskShell {
    /** What this terminal model is, by the name that programs look up: terminfo(5). */
    private static final Map<String, String> TERMINAL = Map.of("TERM", "xterm-256color", "COLORTERM", "truecolor");

    private TaskShell() {}

    static Session start(Sessions sessions, SessionBinding binding) {
        try {
            return sessions.start(spec(binding, Optional.of(binding.address())));
        } catch (SessionException e) {
            if (e.reason() != SessionException.Reason.NAME_TAKEN) {
                throw e;
            }
            // Somebody else's session is called so. The task finds its own by the binding; people find it in the list.
            return sessions.start(spec(binding, Optional.empty()));
        }
    }

    private static SessionSpec spec(SessionBinding binding, Optional<String> name) {
        SessionPolicy policy = binding.settings().policy();
        LifeCycle life =
                switch (policy) {
                    case SessionPolicy.EndAfterIdle idle -> LifeCycle.endAfter(idle.idle());
                    case SessionPolicy.Keep _, SessionPolicy.EndWithTask _ -> LifeCycle.KEEP;
                };
        boolean endsWithTask = policy instanceof SessionPolicy.EndWithTask;
        return SessionSpec.of(name, program(binding))
                .withLifeCycle(life)
                .withTask(new TaskBinding(binding.taskId(), binding.name(), endsWithTask));
    }

    private static Program program(SessionBinding binding) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(Set.of("PERDURE_SESSION", "COLUMNS", "LINES"));
        environment.putAll(TERMINAL);
        environment.put("PERDURE_SESSION", binding.address());
        environment.put("PERDURE_TASK", binding.taskId());
        environment.putAll(binding.settings().environment());
        String directory = binding.settings().directory();
        List<String> command = binding.settings().command();
        return Program.of(
                command.isEmpty() ? List.of(shell(environment)) : command,
                environment,
                directory == null ? Program.home(environment) : Path.of(directory));
    }

    private static String shell(Map<String, String> environment) {
        boolean bash = Stream.of(
                        environment.getOrDefault("PATH", "/bin:/usr/bin").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve("bash")));
        return bash ? "bash" : "sh";
    }
}
