package dev.perdure.session;

import dev.perdure.session.operator.HelmStatus;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;

/** Something that happened to a session beside its output. */
public sealed interface SessionEvent {
    /** It was started, or taken over from an earlier daemon. */
    record Opened(boolean adopted) implements SessionEvent {}

    /** An operator has begun to take part. */
    record Attached(Operator operator, Right right) implements SessionEvent {}

    /** One of an operator's attachments is over. */
    record Detached(Operator operator) implements SessionEvent {}

    /** The helm, or the line of requests for it, is another. */
    record HelmChanged(HelmStatus helm) implements SessionEvent {}

    /** An operator's right was lowered by another, and input of it that the program hadn't got was dropped. */
    record Revoked(Operator operator, Operator by, Right left, int droppedBytes) implements SessionEvent {}

    /** An operator's cap was lifted. */
    record Restored(Operator operator, Operator by) implements SessionEvent {}

    /** It froze, thawed, ended, or was lost. */
    record StateChanged(SessionState state) implements SessionEvent {}

    /** The terminal has another size. */
    record Resized(TerminalSize size) implements SessionEvent {}

    /** It has another name. */
    record Renamed(String name) implements SessionEvent {}

    /** The window title is another; several changes in a row may be told as one. */
    record TitleChanged(String title) implements SessionEvent {}

    /** BEL; several in a row may be told as one. */
    record Bell() implements SessionEvent {}
}
