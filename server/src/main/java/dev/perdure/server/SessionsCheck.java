package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.anchor.Takeover;
import dev.perdure.session.freezer.ControlGroups;
import dev.perdure.session.linux.Platform;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What live sessions can rely on here, for the process that asks. What is not there is left out.
 *
 * @param supported whether they run at all
 * @param reason why they don't
 * @param takeover how a new daemon gets the terminals of sessions back: {@code direct} or {@code courier}, by {@link Takeover}
 * @param takeoverReason why so
 * @param freezer how new sessions are frozen: {@code cgroup}, of version 2, or {@code signals}
 * @param freezerReason where the groups are, or why there are none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionsCheck(
        boolean supported,
        @Nullable String reason,
        @Nullable String takeover,
        @Nullable String takeoverReason,
        @Nullable String freezer,
        @Nullable String freezerReason) {
    /** Asks the system. */
    public static SessionsCheck ofThisSystem() {
        Optional<String> obstacle = Platform.obstacle();
        if (obstacle.isPresent()) {
            return new SessionsCheck(false, obstacle.get(), null, null, null, null);
        }
        Takeover.Capability capability = Takeover.probe();
        Optional<ControlGroups> groups = ControlGroups.find();
        return new SessionsCheck(
                true,
                null,
                capability.way().name().toLowerCase(Locale.ROOT),
                capability.reason(),
                groups.isPresent() ? "cgroup" : "signals",
                groups.map(found -> "control groups below " + found.directory())
                        .orElse("no control group of version 2 may be made here"));
    }
}
