package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.Perdure;
import dev.perdure.api.TaskHandle;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnknownTypeTest {
    private static final TaskType<Integer, Integer> PARENT = TaskType.of("parent", Integer.class, Integer.class);
    private static final TaskType<Integer, Integer> CHILD = TaskType.of("nobodys", Integer.class, Integer.class);

    @TempDir
    Path directory;

    @Test
    void aChildThatNobodyRunsIsNamedInItAndInItsParentUntilSomebodyDoes() throws Exception {
        try (Perdure perdure = Perdure.open(directory)) {
            perdure.register(PARENT, (ctx, n) -> ctx.join(ctx.start(CHILD, n)));
            perdure.launch();
            TaskHandle<Integer> parent = perdure.start(PARENT, 7);
            await().until(() -> parent.info().state() == TaskState.WAITING);
            TaskInfo child = perdure.tasks(TaskQuery.ALL).tasks().stream()
                    .filter(task -> task.type().equals("nobodys"))
                    .findFirst()
                    .orElseThrow();
            assertThat(child.waitingFor()).contains("a worker that runs the type nobodys");
            assertUnknown(child.failure(), "No worker here runs the type nobodys");
            assertUnknown(perdure.handle(child.id()).info().failure(), "No worker here runs the type nobodys");
            assertThat(parent.info().waitingFor()).contains("child task", "no worker here runs the type nobodys");
            assertUnknown(parent.info().failure(), child.id(), "nobodys");
            TaskInfo listed = perdure.tasks(TaskQuery.ALL).tasks().stream()
                    .filter(task -> task.id().equals(parent.id()))
                    .findFirst()
                    .orElseThrow();
            assertUnknown(listed.failure(), child.id());

            perdure.register(CHILD, (ctx, n) -> n + 1);
            assertThat(parent.result()).isEqualTo(8);
            assertThat(parent.info().failure()).isNull();
        }
    }

    private static void assertUnknown(@Nullable Failure failure, String... words) {
        assertThat(failure).isNotNull();
        assertThat(Objects.requireNonNull(failure).mode()).isEqualTo(FailureMode.UNKNOWN_TYPE);
        assertThat(failure.message()).contains(words);
    }
}
