package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.perdure.api.Timeline;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

/** Waiting for descriptors: poll(2). Blocks the calling thread, which therefore must be a platform thread. */
public final class Poll {
    public static final short IN = 1;
    public static final short OUT = 4;
    public static final short ERROR = 8;
    public static final short HANGUP = 16;

    private static final long ENTRY = 8;
    private static final MethodHandle POLL =
            Libc.bind("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Poll() {}

    /** Waits until {@code descriptor} can be read or its other end is gone; false when {@code limit} passed first. */
    public static boolean readable(Descriptor descriptor, Duration limit) {
        return await(IN, limit, descriptor) != 0;
    }

    /** Waits until {@code descriptor} takes bytes or its other end is gone; false when {@code limit} passed first. */
    public static boolean writable(Descriptor descriptor, Duration limit) {
        return await(OUT, limit, descriptor) != 0;
    }

    /** Waits without limit until {@code descriptor} can be read or its other end is gone, or {@code bell} was rung. */
    public static void readableOrRung(Descriptor descriptor, Wakeup bell) {
        await(IN, Duration.ofSeconds(-1), descriptor, bell.descriptor());
    }

    /** Waits until {@code descriptor} takes bytes; false when {@code limit} passed or {@code bell} was rung first. */
    public static boolean writableOrRung(Descriptor descriptor, Wakeup bell, Duration limit) {
        return await(OUT, limit, descriptor, bell.descriptor()) != 0;
    }

    /**
     * Waits until the first descriptor shows {@code events} (or an error or hang-up), or any other one can be read.
     * Returns the first's events, 0 when it showed none; a negative {@code limit} waits without end.
     */
    static int await(short events, Duration limit, Descriptor first, Descriptor... others) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = arena.allocate(ENTRY * (1 + others.length), 4);
            entries.set(JAVA_INT, 0, first.number());
            entries.set(JAVA_SHORT, 4, events);
            for (int i = 0; i < others.length; i++) {
                entries.set(JAVA_INT, ENTRY * (i + 1), others[i].number());
                entries.set(JAVA_SHORT, ENTRY * (i + 1) + 4, IN);
            }
            long deadline = System.nanoTime() + Timeline.nanos(limit);
            while (true) {
                int result = poll(entries, 1 + others.length, milliseconds(limit, deadline));
                if (result != -Errno.EINTR.number()) {
                    NativeException.check("poll", result);
                    return result == 0 ? 0 : Short.toUnsignedInt(entries.get(JAVA_SHORT, 6));
                }
            }
        }
    }

    private static int milliseconds(Duration limit, long deadline) {
        if (limit.isNegative()) {
            return -1;
        }
        long left = Math.max(0, deadline - System.nanoTime());
        return (int) Math.min(Integer.MAX_VALUE, (left + 999_999) / 1_000_000);
    }

    private static int poll(MemorySegment entries, long count, int milliseconds) {
        MemorySegment state = Libc.state();
        try {
            return Libc.result((int) POLL.invokeExact(state, entries, count, milliseconds), state);
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }
}
