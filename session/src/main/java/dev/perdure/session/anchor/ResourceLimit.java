package dev.perdure.session.anchor;

import java.util.Locale;

/** A limit on what a session's processes may use, each: getrlimit(2). {@link #UNLIMITED} lifts it. */
public record ResourceLimit(Resource resource, long soft, long hard) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** What is limited, in the unit of getrlimit(2): bytes, seconds of CPU for {@code CPU}, otherwise counts. */
    public enum Resource {
        AS,
        CORE,
        CPU,
        DATA,
        FSIZE,
        MEMLOCK,
        NOFILE,
        NPROC,
        RSS,
        STACK
    }

    public ResourceLimit {
        if (soft < 0) {
            throw new IllegalArgumentException("soft is negative: " + soft);
        }
        if (hard < soft) {
            throw new IllegalArgumentException("hard is below soft: " + hard + " < " + soft);
        }
    }

    /** The option of prlimit(1) that sets it. */
    String option() {
        return "--" + resource.name().toLowerCase(Locale.ROOT) + "=" + text(soft) + ":" + text(hard);
    }

    private static String text(long value) {
        return value == UNLIMITED ? "unlimited" : Long.toString(value);
    }
}
