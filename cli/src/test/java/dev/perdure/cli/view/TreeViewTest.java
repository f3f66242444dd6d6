package dev.perdure.cli.view;

import static dev.perdure.cli.view.Sample.NOW;
import static dev.perdure.cli.view.Sample.child;
import static dev.perdure.cli.view.Sample.failure;
import static dev.perdure.cli.view.Sample.signal;
import static dev.perdure.cli.view.Sample.step;
import static dev.perdure.cli.view.Sample.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.api.FailureMode;
import dev.perdure.api.Progress;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TreeViewTest {
    private final TreeView view = new TreeView(Symbols.UNICODE, new Advice("perdure"));

    @Test
    void showsTasksStepsProgressAndFailuresAsATree() {
        Forest forest = Forest.of(
                List.of(
                        task("root", TaskState.RUNNING, null, null, new Progress(0.52, "scoring"), null),
                        task("root.1", TaskState.COMPLETED, "root"),
                        task("root.2", TaskState.RUNNING, "root"),
                        task(
                                "root.3",
                                TaskState.FAILED,
                                "root",
                                null,
                                null,
                                failure(FailureMode.TOOL_FAILURE, "pom#1", "HTTP 404"))),
                Map.of(
                        "root",
                        List.of(
                                step("read request#1", StepInfo.State.DONE),
                                child("child:candidate#1", "root.1", StepInfo.State.DONE),
                                child("child:candidate#2", "root.2", StepInfo.State.OPEN),
                                child("child:candidate#3", "root.3", StepInfo.State.FAILED)),
                        "root.2",
                        List.of(
                                step("pom#1", StepInfo.State.DONE),
                                step(
                                        "sizes#1",
                                        StepInfo.Kind.STEP,
                                        StepInfo.State.RETRYING,
                                        2,
                                        null,
                                        failure(FailureMode.TOOL_FAILURE, "sizes#1", "HTTP 503")))));

        assertThat(draw(forest, 100, 30)).isEqualTo("""
                ● vendor-review  root   running  1 min 5 s
                │  ██████████░░░░░░░░░░ 52 %  scoring
                ├─ ✔ read request       0.3 s
                ├─ ✔ candidate  root.1  completed  2.5 s
                ├─ ● candidate  root.2  running  1 min 5 s
                │  ├─ ✔ pom             0.3 s
                │  └─ ↻ sizes           failed, tries again  attempt 2  1 min 5 s
                │       HTTP 503
                └─ ✘ candidate  root.3  failed  2.5 s
                      tool_failure in pom#1: HTTP 404
                """);
    }

    @Test
    void saysHowToSendTheSignalThatIsAwaited() {
        Forest forest = Forest.of(
                List.of(task("root", TaskState.WAITING, null, "signal review", null, null)),
                Map.of("root", List.of(step("score#1", StepInfo.State.DONE), signal("signal:review#1"))));

        assertThat(draw(forest, 100, 30)).isEqualTo("""
                ◌ vendor-review  root  waits for signal review  1 min 5 s
                ├─ ✔ score             0.3 s
                └─ ◌ review            waits for this signal  1 min 5 s
                     send what it waits for: perdure signal root review '{…}'
                """);
    }

    @Test
    void saysWhatCanBeDoneAboutAnUnknownOutcome() {
        var unknown = failure(FailureMode.UNKNOWN_OUTCOME, "pay#1", "The step was cut off.");
        Forest forest = Forest.of(
                List.of(task("root", TaskState.NEEDS_ATTENTION, null, null, null, unknown)),
                Map.of("root", List.of(step("pay#1", StepInfo.Kind.STEP, StepInfo.State.UNKNOWN, 1, null, unknown))));

        assertThat(draw(forest, 100, 30)).isEqualTo("""
                ! vendor-review  root  needs attention  1 min 5 s
                │  unknown_outcome in pay#1: The step was cut off.
                │  it took place, with this result: perdure resolve root pay#1 --done '{…}'
                │  it did not take place, do it now: perdure resolve root pay#1 --not-done
                │  give it up: perdure cancel root
                └─ ! pay               outcome unknown  0.3 s
                """);
    }

    @Test
    void foldsWhatIsDoneWhenTheTerminalIsLow() {
        assertThat(draw(large(), 80, 9)).isEqualTo("""
                ● vendor-review  root   running  1 min 5 s
                ├─ ✔ 20 done
                ├─ ● candidate  root.a  running  1 min 5 s
                │  └─ ● pom             1 min 5 s
                ├─ ✔ 10 done
                └─ ◌ review             waits for this signal  1 min 5 s
                     send what it waits for: perdure signal root review '{…}'
                """);
    }

    @Test
    void leavesOutWhatMattersLeastAndSaysHowMuch() {
        assertThat(draw(large(), 80, 5)).isEqualTo("""
                ● vendor-review  root   running  1 min 5 s
                ├─ ● candidate  root.a  running  1 min 5 s
                └─ ◌ review             waits for this signal  1 min 5 s
                     send what it waits for: perdure signal root review '{…}'
                … 3 more lines; a taller terminal shows them
                """);
    }

    @Test
    void neverDrawsMoreThanTheTerminalHas() {
        for (int height = 1; height < 50; height++) {
            for (int width : new int[] {1, 2, 5, 10, 20, 40, 79}) {
                List<Line> lines = view.lines(large(), NOW, width, height);
                assertThat(lines).hasSizeLessThanOrEqualTo(height).isNotEmpty();
                assertThat(lines).allMatch(line -> line.width() <= width);
            }
        }
    }

    @Test
    void cutsWideCharactersWithoutHalvingThem() {
        Forest forest = Forest.of(
                List.of(task("root", TaskState.RUNNING, null, null, new Progress(null, "東京の取引先を調べています"), null)),
                Map.of());
        assertThat(view.lines(forest, NOW, 14, 5).get(1).plain()).isEqualTo("  東京の取引…");
    }

    @Test
    void showsWhatATaskSaysWithoutObeyingIt() {
        Forest forest = Forest.of(
                List.of(task(
                        "root",
                        TaskState.RUNNING,
                        null,
                        null,
                        new Progress(null, "\033[2J\033]0;gone\007\nnext"),
                        null)),
                Map.of());
        assertThat(view.lines(forest, NOW, 80, 5).get(1).ansi().replaceAll("\033\\[[0-9;]*m", ""))
                .isEqualTo("  \uFFFD[2J\uFFFD]0;gone\uFFFD next");
    }

    @Test
    void showsTheRoundsOfALoop() {
        Forest forest = Forest.of(
                List.of(task("root", TaskState.RUNNING, null)),
                Map.of(
                        "root",
                        List.of(
                                step("loop:turns#1", StepInfo.Kind.LOOP, StepInfo.State.OPEN, 0, null, null),
                                step("loop:turns#1/17/fetch#2", StepInfo.State.OPEN))));
        assertThat(draw(forest, 80, 10)).isEqualTo("""
                ● vendor-review  root     running  1 min 5 s
                ├─ ● turns                1 min 5 s
                └─ ● turns 17 › fetch #2  1 min 5 s
                """);
    }

    /** A root with 20 done children, one at work, 10 done steps, and a wait for a signal. */
    private static Forest large() {
        var tasks = new ArrayList<TaskInfo>();
        var steps = new ArrayList<StepInfo>();
        tasks.add(task("root", TaskState.RUNNING, null));
        for (int i = 1; i <= 20; i++) {
            tasks.add(task("root." + i, TaskState.COMPLETED, "root"));
            steps.add(child("child:candidate#" + i, "root." + i, StepInfo.State.DONE));
        }
        tasks.add(task("root.a", TaskState.RUNNING, "root"));
        steps.add(child("child:candidate#21", "root.a", StepInfo.State.OPEN));
        for (int i = 1; i <= 10; i++) {
            steps.add(step("score#" + i, StepInfo.State.DONE));
        }
        steps.add(signal("signal:review#1"));
        return Forest.of(tasks, Map.of("root", steps, "root.a", List.of(step("pom#1", StepInfo.State.OPEN))));
    }

    private String draw(Forest forest, int width, int height) {
        var text = new StringBuilder();
        view.lines(forest, NOW, width, height)
                .forEach(line -> text.append(line.plain()).append('\n'));
        return text.toString();
    }
}
