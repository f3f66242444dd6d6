package dev.perdure.engine.runtime;

import dev.perdure.api.RetryPolicy;
import dev.perdure.api.Timeline;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When something that failed is tried again by its policy. */
final class NextTry {
    private static final Logger log = LoggerFactory.getLogger(NextTry.class);

    private NextTry() {}

    /** The time of the next try, or empty when there is to be none, also because the policy names no time that exists. */
    static Optional<Instant> at(RetryPolicy policy, Throwable thrown, int failures, Scheduler scheduler) {
        if (!policy.retries(thrown)) {
            return Optional.empty();
        }
        try {
            return policy.delayAfter(failures, scheduler.random()).map(delay -> Timeline.after(scheduler.now(), delay));
        } catch (ArithmeticException | DateTimeException e) {
            log.warn("The retry policy {} names no time for another try, so there is none: {}", policy, e.getMessage());
            return Optional.empty();
        }
    }
}
