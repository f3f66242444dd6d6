package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.Event;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.Decoding;
import dev.perdure.cli.client.EventFeed;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.view.EventLine;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Spans;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.time.ZoneId;
import java.util.concurrent.ArrayBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Prints a task's events. */
@Command(
        name = "history",
        description = "Print what happened to a task, event by event.",
        subcommands = HistoryVerifyCommand.class)
final class HistoryCommand extends TaskCommand {
    private static final int PAGE = 1000;

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = "The task, or the beginning of its id.")
    private String id = "";

    @Option(names = "--after", paramLabel = "N", description = "Only events after this number.")
    private long after;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens from now on, until the task ends.")
    private boolean follow;

    @Override
    int run() throws IOException {
        if (id.isEmpty()) {
            throw bad("Which task? Give its id; 'perdure tasks' lists them.");
        }
        String task = idOf(id);
        long before = daemon().get("/v1/info").path("lastSeq").asLong(0);
        long last = after;
        boolean ended = false;
        for (boolean more = true; more; ) {
            JsonNode page = daemon().get(TaskId.path(task) + "/events?after=" + last + "&limit=" + PAGE);
            for (JsonNode each : page.path("events")) {
                Event event = Decoding.event(each);
                last = event.taskSeq();
                ended = isEnd(event);
                print(event);
            }
            more = page.path("next").isNumber();
        }
        io().out().flush();
        return follow && !ended ? follow(task, before, last) : 0;
    }

    private int follow(String task, long before, long known) throws IOException {
        var notices = new ArrayBlockingQueue<Notice>(Notice.LIMIT);
        try (var _ = new EventFeed(daemon(), "&task=" + TaskId.encode(task), before, Notice.into(notices))) {
            while (true) {
                switch (notices.take()) {
                    case Notice.Happened(Event event) -> {
                        if (event.taskSeq() > known) {
                            print(event);
                        }
                        // A reader that went away, such as head, ends the command.
                        if (isEnd(event) || io().out().checkError()) {
                            return 0;
                        }
                    }
                    case Notice.Lost _ -> io().tell(Notice.LOST);
                    case Notice.Back _ -> io().tell(Notice.BACK);
                    case Notice.Failed(Exception reason) -> throw Notice.asError(reason);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PerdureException(ErrorCode.CLOSED, "Interrupted.", e);
        }
    }

    private void print(Event event) {
        if (json()) {
            io().print(JsonText.line(Decoding.json(event)));
            return;
        }
        String number = Long.toString(event.taskSeq());
        io().print(Line.of(" ".repeat(Math.max(0, 5 - number.length())) + number + "  ")
                .and(Style.DIM, Spans.moment(event.time(), ZoneId.systemDefault()) + "  ")
                .and(EventLine.styleOf(event.kind()), event.kind())
                .and(EventLine.words(event))
                .and(Style.DIM, "  " + event.actor()));
    }

    static boolean isEnd(Event event) {
        return switch (event.kind()) {
            case "task_completed", "task_failed", "task_cancelled" -> true;
            default -> false;
        };
    }
}
