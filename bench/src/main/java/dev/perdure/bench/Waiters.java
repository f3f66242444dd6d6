package dev.perdure.bench;

import dev.perdure.api.Event;
import dev.perdure.api.Perdure;
import dev.perdure.api.StartOptions;
import dev.perdure.api.TaskPage;
import dev.perdure.api.TaskQuery;
import dev.perdure.api.TaskState;
import dev.perdure.api.TaskType;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tasks that do a step, wait for a signal and do another: what W6, W7 and W9 hold. */
final class Waiters {
    private static final TaskType<Integer, Integer> TYPE = TaskType.of("bench.waiter", Integer.class, Integer.class);
    private static final int CLIENTS = 64;
    private static final int PAGE = 1000;

    private Waiters() {}

    /** Registers their type. */
    static void register(Perdure perdure) {
        perdure.register(TYPE, (ctx, input) -> {
            int before = ctx.step("before", Integer.class, step -> input);
            int signalled = ctx.await("go", Integer.class);
            return ctx.step("after", Integer.class, step -> before + signalled);
        });
    }

    /** The id of one. */
    static String id(int number) {
        return String.format("waiter-%07d", number);
    }

    /** Starts that many and returns when all of them wait. */
    static void start(Perdure perdure, int count) throws Exception {
        Embedded.clients(CLIENTS, client -> {
            for (int number = client; number < count; number += CLIENTS) {
                perdure.start(TYPE, number, StartOptions.DEFAULT.withId(id(number)));
            }
        });
        awaitWaiting(perdure, count);
    }

    /** Returns when that many tasks wait. */
    static void awaitWaiting(Perdure perdure, int count) throws InterruptedException {
        while (waiting(perdure) < count) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static int waiting(Perdure perdure) {
        TaskQuery query = new TaskQuery(Set.of(TaskState.WAITING), null, null, null, null, null, null, PAGE);
        int count = 0;
        while (true) {
            TaskPage page = perdure.tasks(query);
            count += page.tasks().size();
            if (page.next() == null) {
                return count;
            }
            query = query.withCursor(page.next());
        }
    }

    /** Signals those from {@code first} on, so many, and returns when the ends of all of them are recorded. */
    static void finish(Perdure perdure, int first, int count) throws Exception {
        CountDownLatch ends = new CountDownLatch(count);
        int end = first + count;
        try (Perdure.Subscription _ = perdure.subscribe(perdure.lastSeq(), event -> note(event, ends))) {
            Embedded.clients(Math.min(CLIENTS, count), client -> {
                for (int number = first + client; number < end; number += CLIENTS) {
                    perdure.handle(id(number)).signal("go", number);
                }
            });
            ends.await();
        }
    }

    private static void note(Event event, CountDownLatch ends) {
        if (event.kind().equals("task_completed")) {
            ends.countDown();
        }
    }
}
