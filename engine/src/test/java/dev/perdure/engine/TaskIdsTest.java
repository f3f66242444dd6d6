package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.engine.runtime.TaskIds;
import dev.perdure.engine.runtime.ThreadScheduler;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskIdsTest {
    @Test
    void idsOfOneMillisecondAreNeverTheSameAndGrow() {
        try (ThreadScheduler scheduler = new ThreadScheduler()) {
            TaskIds ids = new TaskIds(scheduler);
            List<String> made = new ArrayList<>();
            for (int i = 0; i < 200_000; i++) {
                made.add(ids.next("review"));
            }
            assertThat(made).isSorted().doesNotHaveDuplicates();
            assertThat(made.getFirst()).matches("review-[0-9a-z]{12}");
        }
    }
}
