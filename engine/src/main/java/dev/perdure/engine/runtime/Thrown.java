package dev.perdure.engine.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What an exception says of itself, whatever its own code does: it may throw, run out of stack, say gigabytes, or have causes without
 * end. Bounded in time and in length; never throws but where the machine itself is out of memory.
 */
final class Thrown {
    private static final int CAUSES = 8;
    private static final int FRAMES = 40;
    private static final int LINE = 1_000;

    private Thrown() {}

    /** Its message, or its kind where it has none or none can be had. Long ones are cut. */
    static String message(Throwable thrown, int length) {
        String kind = thrown.getClass().getName();
        try {
            String message = thrown.getMessage();
            return message == null || message.isBlank() ? kind : cut(message, length);
        } catch (Throwable broken) {
            return kind + ", whose message can't be had: its own code threw "
                    + broken.getClass().getName();
        }
    }

    /** Its stack trace with those of its first causes, cut at a length. */
    static String trace(Throwable thrown, int length) {
        StringBuilder text = new StringBuilder();
        Throwable next = thrown;
        for (int i = 0; next != null && text.length() < length; i++) {
            if (i == CAUSES) {
                text.append("… and further causes\n");
                break;
            }
            if (i > 0) {
                text.append("Caused by: ");
            }
            text.append(words(next)).append('\n');
            frames(next, text, length);
            next = cause(next);
        }
        return cut(text.toString(), length);
    }

    private static String words(Throwable thrown) {
        String kind = thrown.getClass().getName();
        String message = message(thrown, LINE);
        return message.startsWith(kind) ? message : kind + ": " + message;
    }

    private static void frames(Throwable thrown, StringBuilder text, int length) {
        StackTraceElement[] frames;
        try {
            frames = thrown.getStackTrace();
        } catch (Throwable broken) {
            text.append("\tno stack trace: its own code threw ")
                    .append(broken.getClass().getName())
                    .append('\n');
            return;
        }
        for (int i = 0; frames != null && i < frames.length && i < FRAMES && text.length() < length; i++) {
            text.append("\tat ").append(frames[i]).append('\n');
        }
    }

    private static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable _) {
            // What threw is told already; its cause can't be had.
            return null;
        }
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + '…';
    }
}
