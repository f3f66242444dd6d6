package dev.perdure.session.record;

import dev.perdure.session.log.InputLog;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The inputs of a session one after the other, up to a position; holds a part of them in memory. Not thread-safe. */
final class InputCursor {
    private static final int PART = 64 * 1024;
    private static final int OBJECT = 100;

    private final InputLog log;
    private final long end;
    private final Deque<InputLog.Entry> read = new ArrayDeque<>();
    private long position;

    InputCursor(InputLog log, long end) {
        this.log = log;
        this.end = end;
    }

    /** The next entry, or null at the end. */
    InputLog.@Nullable Entry peek() {
        if (read.isEmpty() && position < end) {
            fill();
        }
        return read.peek();
    }

    /** Goes on to the entry after it. */
    void skip() {
        read.remove();
    }

    private void fill() {
        int[] size = {0};
        try {
            position = log.entries(position, entry -> {
                if (entry.position() >= end) {
                    throw new Enough();
                }
                read.add(entry);
                position = entry.next();
                size[0] += entry.bytes().length + OBJECT;
                if (size[0] >= PART) {
                    throw new Enough();
                }
            });
        } catch (Enough e) {
            if (read.isEmpty()) {
                position = end;
            }
        }
    }
}
