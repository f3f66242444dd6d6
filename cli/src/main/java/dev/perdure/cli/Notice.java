package dev.perdure.cli;

import dev.perdure.api.Event;
import dev.perdure.cli.client.EventFeed;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;

/** What an event feed told, on its way to the thread that prints. */
sealed interface Notice {
    /** How many may wait; the feed waits then, and the daemon reads behind for it. */
    int LIMIT = 10_000;

    /** What to say when the daemon died. */
    Line LOST = Line.of(Style.WARNING, "The daemon went away; starting it again.");

    /** What to say when the next one answers. */
    Line BACK = Line.of(Style.DIM, "A daemon answers again; the work goes on where it was.");

    /** Something happened to a task. */
    record Happened(Event event) implements Notice {}

    /** The daemon went away. */
    record Lost() implements Notice {}

    /** A daemon answers again. */
    record Back() implements Notice {}

    /** The feed ended for good. */
    record Failed(Exception reason) implements Notice {}

    /** A listener that puts what it hears into a queue. */
    static EventFeed.Listener into(BlockingQueue<Notice> queue) {
        return new EventFeed.Listener() {
            @Override
            public void event(Event event) {
                put(new Happened(event));
            }

            @Override
            public void lost() {
                put(new Lost());
            }

            @Override
            public void back() {
                put(new Back());
            }

            @Override
            public void failed(Exception reason) {
                put(new Failed(reason));
            }

            private void put(Notice notice) {
                try {
                    queue.put(notice);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    /** The reason of a feed's end, to be thrown. */
    static IOException asError(Exception reason) {
        if (reason instanceof RuntimeException known) {
            throw known;
        }
        return reason instanceof IOException broken ? broken : new IOException(reason);
    }
}
