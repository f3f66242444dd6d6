package dev.perdure.cli;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What becomes true in a while. */
final class Eventually {
    private Eventually() {}

    /** Asks again and again until the answer passes the check, for a minute at most. */
    static <T> void holds(Supplier<T> question, Consumer<T> check) {
        await().atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> check.accept(question.get()));
    }
}
