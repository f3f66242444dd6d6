package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.session.SessionException;
import dev.perdure.session.anchor.ProgramException;
import dev.perdure.session.freezer.FreezeException;
import dev.perdure.session.linux.NativeException;
import dev.perdure.session.linux.UnsupportedPlatformException;
import dev.perdure.session.operator.AccessException;
import dev.perdure.session.screen.PatternException;
import java.util.Optional;

/** The one place where what sessions refuse gets its stable code, for every door. */
final class SessionProblem {
    private SessionProblem() {}

    /** What a client is told of an exception that comes from sessions; empty for a bug. */
    static Optional<Problem> of(RuntimeException e) {
        return code(e).map(code -> Problem.of(code, code.httpStatus(), sentence(e)));
    }

    private static Optional<ErrorCode> code(RuntimeException e) {
        return switch (e) {
            case SessionException refused -> Optional.of(code(refused.reason()));
            case AccessException denied -> Optional.of(code(denied.reason()));
            case ProgramException unstartable -> Optional.of(ErrorCode.BAD_INPUT);
            case PatternException untriable -> Optional.of(ErrorCode.BAD_INPUT);
            case UnsupportedPlatformException elsewhere -> Optional.of(ErrorCode.UNSUPPORTED);
            // The kernel's word is all that anybody has to go by.
            case FreezeException unconfirmed -> Optional.of(ErrorCode.INTERNAL);
            case NativeException kernel -> Optional.of(ErrorCode.INTERNAL);
            default -> Optional.empty();
        };
    }

    private static ErrorCode code(SessionException.Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> ErrorCode.SESSION_NOT_FOUND;
            case NAME_TAKEN -> ErrorCode.SESSION_NAME_TAKEN;
            case NOT_ALIVE -> ErrorCode.SESSION_ENDED;
            case ALIVE -> ErrorCode.SESSION_ALIVE;
            case BUSY -> ErrorCode.SESSION_BUSY;
            case LIMIT -> ErrorCode.OVERLOADED;
            case CLOSED -> ErrorCode.CLOSED;
        };
    }

    private static ErrorCode code(AccessException.Reason reason) {
        return switch (reason) {
            case RIGHT_MISSING -> ErrorCode.RIGHT_MISSING;
            case RIGHT_REVOKED -> ErrorCode.RIGHT_REVOKED;
            case HELM_TAKEN -> ErrorCode.HELM_TAKEN;
        };
    }

    /** An ordinary word at the beginning gets its capital; a name, such as {@code agent:a} or a path, keeps its letters. */
    static String sentence(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf(' ');
        String first = end < 0 ? message : message.substring(0, end);
        boolean ordinary = !first.isEmpty() && first.chars().allMatch(c -> Character.isLetter(c) || c == '\'');
        String sentence = ordinary ? Character.toUpperCase(message.charAt(0)) + message.substring(1) : message;
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
