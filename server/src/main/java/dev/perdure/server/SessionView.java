package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.Session;
import dev.perdure.session.SessionInfo;
import dev.perdure.session.SessionState;
import dev.perdure.session.anchor.Exit;
import dev.perdure.session.operator.HelmStatus;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.pty.TerminalSize;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A session as clients see it. What is not there is left out.
 *
 * @param state {@code running}, {@code frozen}, {@code ended} or {@code lost}
 * @param exitCode as a shell shows it, of an ended one
 * @param reason why nobody can say how it ended
 * @param offset of the end of its output
 * @param task which task it belongs to, and its name there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SessionView(
        String id,
        String name,
        String state,
        @Nullable Integer exitCode,
        @Nullable String reason,
        List<String> command,
        @Nullable Integer pid,
        Instant startedAt,
        @Nullable String startedBy,
        Size size,
        String sizePolicy,
        String title,
        String directory,
        long offset,
        long bells,
        @Nullable Instant lastOutput,
        @Nullable Instant lastInput,
        List<Attached> attached,
        HelmView helm,
        @Nullable TaskView task) {

    /** The size of a terminal in cells. */
    record Size(int columns, int rows) {
        static Size of(TerminalSize size) {
            return new Size(size.columns(), size.rows());
        }
    }

    /** One attachment: who, with which right, and the size of its window, where it has one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attached(String operator, String right, @Nullable Size window) {}

    /** The task that a session belongs to. */
    record TaskView(String id, String name, boolean endsWithTask) {}

    /** Who has the helm; without a holder everybody may send input who steers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HelmView(
            @Nullable String holder,
            @Nullable Instant since,
            @Nullable Instant until,
            List<String> requests) {
        static HelmView of(HelmStatus helm) {
            return new HelmView(
                    helm.holder().map(Operator::id).orElse(null),
                    helm.since().orElse(null),
                    helm.until().orElse(null),
                    helm.requests().stream().map(Operator::id).toList());
        }
    }

    static SessionView of(Session session) {
        SessionInfo info = session.info();
        return new SessionView(
                info.id(),
                info.name(),
                info.state().word(),
                exitCode(info.state()),
                reason(info.state()),
                info.command(),
                info.pid().isPresent() ? (Integer) info.pid().getAsInt() : null,
                info.started(),
                info.starter().map(Operator::id).orElse(null),
                Size.of(info.size()),
                word(info.sizePolicy()),
                info.title(),
                info.directory(),
                info.offset(),
                info.bells(),
                info.lastOutput().orElse(null),
                info.lastInput().orElse(null),
                info.present().stream().map(SessionView::attached).toList(),
                HelmView.of(info.helm()),
                session.task()
                        .map(task -> new TaskView(task.task(), task.name(), task.endsWithTask()))
                        .orElse(null));
    }

    private static Attached attached(SessionInfo.Presence presence) {
        return new Attached(
                presence.operator().id(),
                word(presence.right()),
                presence.window().map(Size::of).orElse(null));
    }

    static @Nullable Integer exitCode(SessionState state) {
        return state instanceof SessionState.Ended(Exit exit) ? (Integer) exit.shellCode() : null;
    }

    private static @Nullable String reason(SessionState state) {
        return switch (state) {
            case SessionState.Lost(String reason) -> reason;
            case SessionState.Ended(Exit.Unknown(String reason)) -> reason;
            case SessionState.Ended ended -> null;
            case SessionState.Running running -> null;
            case SessionState.Frozen frozen -> null;
        };
    }

    /** An enum's constant as it is written on the wire. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
