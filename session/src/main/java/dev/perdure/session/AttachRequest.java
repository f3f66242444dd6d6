package dev.perdure.session;

import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a client wants of an attachment.
 *
 * @param operator who it is, as the door knows
 * @param right what this attachment is for; another one of the same operator may be for more
 * @param window the size of its terminal, where it has one
 * @param answers true when a terminal that gets the bytes answers the program's queries, as every real one does, and
 *     the client sends these answers as input. While such a client is attached, may steer, and keeps up, the session itself doesn't answer
 * @param resumeFrom an offset up to which it has the output already; empty for a screen first
 * @param scrollbackLines how many lines above the screen it wants with a screen
 * @param fitted true to get {@linkplain Delivery.Painted paintings} of a part of the screen while its window has
 *     another size than the session; else it gets the output whatever its window is
 */
public record AttachRequest(
        Operator operator,
        Right right,
        Optional<TerminalSize> window,
        boolean answers,
        OptionalLong resumeFrom,
        int scrollbackLines,
        boolean fitted) {
    public AttachRequest {
        window.ifPresent(SessionSpec::checkSize);
        if (resumeFrom.orElse(0) < 0) {
            throw new IllegalArgumentException("resumeFrom is negative: " + resumeFrom.getAsLong());
        }
        if (scrollbackLines < 0) {
            throw new IllegalArgumentException("scrollbackLines is negative: " + scrollbackLines);
        }
    }

    /** A client that shows output to somebody, with its window. */
    public static AttachRequest of(Operator operator, Right right, TerminalSize window) {
        return new AttachRequest(
                operator, right, Optional.of(window), false, OptionalLong.empty(), Integer.MAX_VALUE, false);
    }

    /** A client without a window of its own. */
    public static AttachRequest of(Operator operator, Right right) {
        return new AttachRequest(
                operator, right, Optional.empty(), false, OptionalLong.empty(), Integer.MAX_VALUE, false);
    }

    /** This one, going on at an offset. */
    public AttachRequest resumingFrom(long offset) {
        return new AttachRequest(operator, right, window, answers, OptionalLong.of(offset), scrollbackLines, fitted);
    }

    /** This one, of a terminal that answers. */
    public AttachRequest answering() {
        return new AttachRequest(operator, right, window, true, resumeFrom, scrollbackLines, fitted);
    }

    /** This one, with paintings where the output wouldn't fit. */
    public AttachRequest fittedToWindow() {
        return new AttachRequest(operator, right, window, answers, resumeFrom, scrollbackLines, true);
    }
}
