package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.Failure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.TaskInfo;
import dev.perdure.api.TaskState;
import dev.perdure.cli.client.DaemonClient;
import dev.perdure.cli.client.Decoding;
import dev.perdure.cli.client.EventFeed;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.Advice;
import dev.perdure.cli.view.EventLine;
import dev.perdure.cli.view.Excerpt;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows tasks until they end: as a live tree on a terminal, as a line for each event elsewhere. It only looks; leaving it changes nothing about the
 * work.
 */
final class Watching {
    private final DaemonClient daemon;
    private final Io io;
    private final Advice advice;
    private final boolean json;

    Watching(DaemonClient daemon, Io io, Advice advice, boolean json) {
        this.daemon = daemon;
        this.io = io;
        this.advice = advice;
        this.json = json;
    }

    /**
     * Follows a task until it ends or needs attention, and prints how it ended.
     *
     * @param known the task as it was after {@code after}
     * @param after the store's last event that is not news
     * @param eventsAsked whether events are what was asked for, so that with {@code --json} they are printed too
     * @return the exit code that says how the task ended
     */
    int task(TaskInfo known, long after, boolean eventsAsked) throws IOException {
        TaskInfo task = known;
        String id = task.id();
        if (!isOver(task)) {
            var notices = new ArrayBlockingQueue<Notice>(Notice.LIMIT);
            String filter = task.parent() == null ? "&root=" : "&task=";
            try (var _ = new EventFeed(daemon, filter + TaskId.encode(id), after, Notice.into(notices))) {
                if (io.isLive() && !json) {
                    new LiveView(daemon, io, advice, "watch " + id).task(id, notices);
                } else {
                    lines(id, notices, eventsAsked);
                }
            }
            task = look(id);
        } else if (io.isLive() && !json) {
            new LiveView(daemon, io, advice, "watch " + id).once(id);
        } else {
            // It was faster than the question; what happened since is told from its history.
            JsonNode page = daemon.get(TaskId.path(id) + "/events?limit=1000");
            for (JsonNode each : page.path("events")) {
                Event event = Decoding.event(each);
                if (event.seq() > after) {
                    show(new Notice.Happened(event), eventsAsked);
                }
            }
        }
        return report(task);
    }

    /** Follows all that happens until the user leaves. */
    int all(long after) throws IOException {
        var notices = new ArrayBlockingQueue<Notice>(Notice.LIMIT);
        try (var _ = new EventFeed(daemon, "", after, Notice.into(notices))) {
            if (io.isLive() && !json) {
                new LiveView(daemon, io, advice, "watch").all(notices);
            } else {
                while (!io.out().checkError()) {
                    show(take(notices), true);
                }
            }
        }
        return 0;
    }

    private void lines(String id, BlockingQueue<Notice> notices, boolean eventsAsked) throws IOException {
        while (true) {
            Notice notice = take(notices);
            show(notice, eventsAsked);
            // A notice of the watched task itself may be its last; its state decides, not the kind of the event.
            if (notice instanceof Notice.Happened(Event event)
                    && event.taskId().equals(id)
                    && isLast(event)
                    && isOver(look(id))) {
                return;
            }
            if (notice instanceof Notice.Back && isOver(look(id))) {
                return;
            }
        }
    }

    private void show(Notice notice, boolean eventsAsked) throws IOException {
        switch (notice) {
            case Notice.Happened(Event event) -> {
                if (!json) {
                    io.tell(EventLine.of(event));
                } else if (eventsAsked) {
                    io.print(JsonText.line(Decoding.json(event)));
                    io.out().flush();
                }
            }
            case Notice.Lost _ -> io.tell(Notice.LOST);
            case Notice.Back _ -> io.tell(Notice.BACK);
            case Notice.Failed(Exception reason) -> throw Notice.asError(reason);
        }
    }

    /** A person gets what fits a screen and how to see the rest, a program gets all. */
    private void print(TaskInfo task, String result) {
        if (!io.outIsTerminal()) {
            io.print(result);
            return;
        }
        Excerpt excerpt = Excerpt.of(result);
        excerpt.lines().forEach(io::print);
        if (excerpt.cut()) {
            io.print(Line.of(Style.DIM, "Shortened; the whole result: ")
                    .and(Style.COMMAND, advice.command("show " + task.id() + " --json")));
        }
    }

    /** Prints how a task ended; the exit code says it too. */
    private int report(TaskInfo task) throws IOException {
        JsonNode result = task.state() == TaskState.COMPLETED ? TaskId.result(daemon, task.id()) : null;
        Failure failure = task.failure();
        if (json) {
            ObjectNode answer = JsonText.object();
            answer.put("id", task.id());
            answer.put("state", task.state().code());
            if (result != null) {
                answer.set("result", result);
            } else {
                answer.set("failure", daemon.get(TaskId.path(task.id())).path("failure"));
            }
            io.print(JsonText.line(answer));
        } else if (result != null) {
            print(task, JsonText.pretty(result));
        } else if (!io.isLive()) {
            String why = failure == null ? "." : ": " + failure.message();
            io.tell(Line.of(Style.BAD, "Task " + task.id() + " " + words(task.state()))
                    .and(why));
            for (Advice.Suggestion suggestion : advice.of(task, List.of())) {
                io.tell(Line.of("  " + suggestion.purpose() + ": ").and(Style.COMMAND, suggestion.command()));
            }
        }
        return exitCode(task.state());
    }

    private static String words(TaskState state) {
        return switch (state) {
            case NEEDS_ATTENTION -> "needs attention";
            case CANCELLED -> "was cancelled";
            case FAILED -> "failed";
            case COMPLETED -> "is done";
            case SCHEDULED, READY, RUNNING, WAITING, PAUSED, CANCELLING -> "is " + state.code();
        };
    }

    private static int exitCode(TaskState state) {
        return switch (state) {
            case COMPLETED, SCHEDULED, READY, RUNNING, WAITING, PAUSED, CANCELLING -> 0;
            case FAILED -> ErrorCode.TASK_FAILED.exitCode();
            case CANCELLED -> ErrorCode.TASK_CANCELLED.exitCode();
            case NEEDS_ATTENTION -> ErrorCode.NEEDS_ATTENTION.exitCode();
        };
    }

    private TaskInfo look(String id) throws IOException {
        return Decoding.task(daemon.get(TaskId.path(id)));
    }

    static boolean isOver(TaskInfo task) {
        return task.state().isFinal() || task.state() == TaskState.NEEDS_ATTENTION;
    }

    private static boolean isLast(Event event) {
        return HistoryCommand.isEnd(event)
                || event.kind().equals("task_parked")
                || event.kind().equals("task_quarantined");
    }

    private static Notice take(BlockingQueue<Notice> notices) {
        try {
            return notices.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(ErrorCode.CLOSED, "Interrupted.", e);
        }
    }
}
