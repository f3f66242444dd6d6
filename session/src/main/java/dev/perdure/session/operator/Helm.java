package dev.perdure.session.operator;

import dev.perdure.api.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive right to send input to one session. Who may call what is checked before, by {@link Rights}; this is the
 * order among those who may. A holder's time begins anew with each input, so that only one who has gone away loses it.
 *
 * <p>Not thread-safe: its session guards it.
 */
public final class Helm {
    /** How long a holder keeps the helm without sending anything, unless it asks for another time. */
    public static final Duration DEFAULT_TIME = Duration.ofMinutes(10);

    private static final int MOST_REQUESTS = 100;

    private final List<Operator> requests = new ArrayList<>();
    private @Nullable Operator holder;
    private @Nullable Instant since;
    private Instant until = Timeline.LATEST;
    private Duration time = DEFAULT_TIME;

    /** Asks for the helm: true when {@code operator} has it now; otherwise it is in the line of requests. */
    public boolean request(Operator operator, Duration time, Instant now) {
        expire(now);
        if (holder == null || isHolder(operator)) {
            give(operator, time, now);
            return true;
        }
        if (requests.stream().noneMatch(operator::equals) && requests.size() < MOST_REQUESTS) {
            requests.add(operator);
        }
        return false;
    }

    /** Gives the helm to {@code operator}, whoever had it. {@link Duration#ZERO}, and what goes beyond the timeline, is without end. */
    public void give(Operator operator, Duration time, Instant now) {
        requests.remove(operator);
        if (!isHolder(operator)) {
            since = now;
        }
        holder = operator;
        this.time = Timeline.span(time);
        renew(now);
    }

    /** Gives the helm up; false when {@code operator} hadn't it. It is free then, and requests are dropped. */
    public boolean release(Operator operator) {
        requests.remove(operator);
        if (!isHolder(operator)) {
            return false;
        }
        free();
        return true;
    }

    /** Frees the helm when its time is over; true when it was. */
    public boolean expire(Instant now) {
        if (holder == null || Timeline.isNever(until) || now.isBefore(until)) {
            return false;
        }
        free();
        return true;
    }

    /** Notes that the operator sent input. */
    public void used(Operator operator, Instant now) {
        if (isHolder(operator)) {
            renew(now);
        }
    }

    /** Throws {@link AccessException} when another operator has the helm. */
    public void require(Operator operator, Instant now) {
        expire(now);
        if (holder != null && !isHolder(operator)) {
            throw new AccessException(
                    operator,
                    AccessException.Reason.HELM_TAKEN,
                    holder + " has the helm since "
                            + Objects.requireNonNull(since).truncatedTo(ChronoUnit.SECONDS));
        }
    }

    public boolean isHolder(Operator operator) {
        return holder != null && holder.id().equals(operator.id());
    }

    public Optional<Operator> holder() {
        return Optional.ofNullable(holder);
    }

    /** How long the holder keeps it without input; zero when without end. */
    public Duration time() {
        return time;
    }

    public HelmStatus status() {
        return new HelmStatus(
                Optional.ofNullable(holder),
                Optional.ofNullable(since),
                Optional.of(until).filter(end -> holder != null && !Timeline.isNever(end)),
                requests);
    }

    private void renew(Instant now) {
        until = time.isZero() ? Timeline.LATEST : Timeline.after(now, time);
    }

    private void free() {
        holder = null;
        since = null;
        until = Timeline.LATEST;
        requests.clear();
    }
}
