package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.PerdureException;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import dev.perdure.cli.client.DaemonClient;
import dev.perdure.cli.client.Decoding;
import dev.perdure.cli.client.ProtocolException;
import dev.perdure.cli.client.RefusedException;
import dev.perdure.cli.view.Advice;
import dev.perdure.cli.view.Forest;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.NativeTerminal;
import dev.perdure.cli.view.Painter;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.TerminalSize;
import dev.perdure.cli.view.TreeView;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The tree of tasks, repainted in place while it changes.
 *
 * <p>Events only say that it is time to look again: what is shown is always the daemon's own account of tasks and steps, so no kind of event has to be
 * understood here. Ctrl-C ends the process in the ordinary way; a shutdown hook then says how to see the work again.
 */
final class LiveView {
    private static final long TICK_MILLIS = 200;
    private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;
    private static final long LOOK_AT_MOST_NANOS = 100_000_000L;
    private static final int TASKS = 500;
    /** How many tasks' steps are asked for in one look; the rest follows in the next. */
    private static final int STEPS_AT_ONCE = 40;

    private final DaemonClient daemon;
    private final Io io;
    private final TreeView view;
    private final NativeTerminal terminal;
    private final Painter painter;
    private final Line farewell;
    private final Map<String, List<StepInfo>> steps = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private Forest forest = Forest.EMPTY;
    private boolean left;

    LiveView(DaemonClient daemon, Io io, Advice advice, String again) {
        this.daemon = daemon;
        this.io = io;
        this.view = new TreeView(io.symbols(), advice);
        this.terminal = new NativeTerminal(io.environment());
        this.painter = new Painter(io.out(), io.coloursOut());
        this.farewell = Line.of("The work goes on. See it again with: ").and(Style.COMMAND, advice.command(again));
    }

    /** Shows a task and all below it until it ends or needs attention. */
    void task(String id, BlockingQueue<Notice> notices) throws IOException {
        show(id, notices);
    }

    /** Shows all active tasks until the user leaves. */
    void all(BlockingQueue<Notice> notices) throws IOException {
        show(null, notices);
    }

    /** Shows a task as it stands. */
    void once(String id) throws IOException {
        look(id);
        paint();
    }

    private void show(@Nullable String id, BlockingQueue<Notice> notices) throws IOException {
        var hook = new Thread(this::leave, "perdure-farewell");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            long looked = System.nanoTime() - LOOK_AGAIN_NANOS;
            boolean news = true;
            while (true) {
                long since = System.nanoTime() - looked;
                if (since >= LOOK_AGAIN_NANOS || (news && since >= LOOK_AT_MOST_NANOS)) {
                    news = !tryToLook(id);
                    looked = System.nanoTime();
                }
                paint();
                TaskInfo task = id == null ? null : forest.tasks().get(id);
                if (task != null && Watching.isOver(task)) {
                    return;
                }
                news |= hear(notices, news ? LOOK_AT_MOST_NANOS / 1_000_000 : TICK_MILLIS);
            }
        } finally {
            removeHook(hook);
        }
    }

    /** Waits for news, and takes all that there is. */
    private boolean hear(BlockingQueue<Notice> notices, long millis) throws IOException {
        try {
            Notice first = notices.poll(millis, TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            var all = new ArrayList<Notice>();
            all.add(first);
            notices.drainTo(all);
            for (Notice notice : all) {
                switch (notice) {
                    case Notice.Happened(Event event) -> changed.add(event.taskId());
                    case Notice.Lost _ -> say(Notice.LOST);
                    case Notice.Back _ -> say(Notice.BACK);
                    case Notice.Failed(Exception reason) -> throw Notice.asError(reason);
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(ErrorCode.CLOSED, "Interrupted.", e);
        }
    }

    /** Looks; a daemon that goes away meanwhile is the event feed's affair, which says so and finds the next one. */
    private boolean tryToLook(@Nullable String id) throws IOException {
        try {
            look(id);
            return true;
        } catch (ProtocolException | RefusedException e) {
            throw e;
        } catch (IOException e) {
            return false;
        }
    }

    private void look(@Nullable String id) throws IOException {
        List<TaskInfo> tasks = id == null ? active() : tree(id);
        var wanted = new ArrayList<String>();
        for (TaskInfo task : tasks) {
            boolean shown = !task.state().isFinal()
                    || task.parent() == null
                    || task.id().equals(id);
            boolean stale = !steps.containsKey(task.id()) || changed.contains(task.id());
            if (shown && stale && wanted.size() < STEPS_AT_ONCE) {
                wanted.add(task.id());
            }
        }
        for (String each : wanted) {
            changed.remove(each);
            steps.put(each, Decoding.steps(daemon.get(TaskId.path(each) + "/steps")));
        }
        forest = Forest.of(tasks, steps);
        steps.keySet().retainAll(forest.tasks().keySet());
        changed.retainAll(forest.tasks().keySet());
    }

    private List<TaskInfo> tree(String id) throws IOException {
        TaskInfo task = Decoding.task(daemon.get(TaskId.path(id)));
        // The tree of a task below another one is the part of the whole tree that hangs on it.
        JsonNode page = daemon.get("/v1/tasks?limit=" + TASKS + "&root=" + TaskId.encode(task.root()));
        var found = new HashMap<String, TaskInfo>();
        for (TaskInfo each : Decoding.tasks(page)) {
            found.put(each.id(), each);
        }
        found.put(id, task);
        var tree = new ArrayList<TaskInfo>();
        for (TaskInfo each : found.values()) {
            if (hangsOn(each, id, found)) {
                tree.add(each);
            }
        }
        return tree;
    }

    private static boolean hangsOn(TaskInfo task, String id, Map<String, TaskInfo> all) {
        for (TaskInfo each = task; each != null; each = each.parent() == null ? null : all.get(each.parent())) {
            if (each.id().equals(id)) {
                return true;
            }
        }
        return false;
    }

    private List<TaskInfo> active() throws IOException {
        var states = new StringBuilder();
        for (TaskState state : TaskState.values()) {
            if (!state.isFinal()) {
                states.append(states.isEmpty() ? "" : ",").append(state.code());
            }
        }
        return Decoding.tasks(daemon.get("/v1/tasks?limit=" + TASKS + "&state=" + states));
    }

    private synchronized void paint() {
        if (left || !terminal.isForeground()) {
            return;
        }
        painter.movedDown(entersPressed());
        TerminalSize size = terminal.size();
        List<Line> lines = view.lines(forest, Instant.now(), size.columns() - 1, size.rows() - 1);
        painter.paint(lines.isEmpty() ? List.of(Line.of(Style.DIM, "No active tasks.")) : lines, size);
    }

    private synchronized void say(Line line) {
        if (!left) {
            painter.say(line, terminal.size());
        }
    }

    /** The terminal echoes what is typed; lines of it move the cursor, and are not for the shell. */
    private int entersPressed() {
        int enters = 0;
        try {
            while (io.in().available() > 0) {
                int typed = io.in().read();
                if (typed < 0) {
                    break;
                }
                enters += typed == '\n' ? 1 : 0;
            }
        } catch (IOException e) {
            // Without input there is nothing to correct.
            return 0;
        }
        return enters;
    }

    private synchronized void leave() {
        left = true;
        io.out().print("\r\033[K");
        io.print(farewell);
        io.out().flush();
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is on its way out already, and the hook has its say.
        }
    }
}
