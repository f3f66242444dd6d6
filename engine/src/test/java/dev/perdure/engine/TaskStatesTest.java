package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.TaskState;
import dev.perdure.engine.core.Transitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TaskStatesTest {
    private static final Path PAGE = Path.of("..", "docs", "task-states.md");

    @Test
    void thePageOfStatesShowsTheTableOfTransitions() throws IOException {
        assertThat(Files.readString(PAGE))
                .as("docs/task-states.md; put this in place of its diagram:%n%s", diagram())
                .contains(diagram());
    }

    @Test
    void onlyFailedAndCancelledTasksLeaveAFinalState() {
        for (TaskState state : TaskState.values()) {
            if (state.isFinal()) {
                assertThat(Transitions.from(state))
                        .isSubsetOf(TaskState.READY)
                        .hasSize(state == TaskState.COMPLETED ? 0 : 1);
            } else {
                assertThat(Transitions.from(state)).isNotEmpty();
            }
        }
    }

    private static String diagram() {
        StringBuilder text =
                new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> ready\n    [*] --> scheduled\n");
        for (TaskState from : TaskState.values()) {
            for (TaskState to : new TreeSet<>(Transitions.from(from))) {
                text.append("    ")
                        .append(from.code())
                        .append(" --> ")
                        .append(to.code())
                        .append('\n');
            }
        }
        return text.append("    completed --> [*]\n```\n").toString();
    }
}
