package dev.perdure.examples.vendorreview.maven;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The list of entries at the end of a jar, read from the jar's last bytes alone, for the dates in it.
 *
 * <p>Layout and dates: PKWARE's APPNOTE.TXT, sections 4.3.12 (entry), 4.3.16 (end of the list) and 4.4.6 (MS-DOS date).
 */
final class JarDirectory {
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_LENGTH = 46;
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;

    /** Reproducible builds write constants from before Java (1980-01-01, 1980-02-01): no dates of anything. */
    private static final LocalDate EARLIEST = LocalDate.of(1996, 1, 1);

    private final ByteBuffer tail;

    JarDirectory(byte[] tail) {
        this.tail = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The date of the newest entry in sight: the day on which the jar was built; empty if the jar does not tell. */
    Optional<LocalDate> newestEntry() {
        Optional<LocalDate> newest = Optional.empty();
        int end = lastEnd();
        int at = firstEntry(end);
        while (at + ENTRY_LENGTH <= end && tail.getInt(at) == ENTRY) {
            LocalDate date = date(Short.toUnsignedInt(tail.getShort(at + 14)));
            if (date.isAfter(newest.orElse(EARLIEST))) {
                newest = Optional.of(date);
            }
            at += ENTRY_LENGTH + unsigned(at + 28) + unsigned(at + 30) + unsigned(at + 32);
        }
        return newest;
    }

    private int lastEnd() {
        for (int at = tail.capacity() - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == END) {
                return at;
            }
        }
        return 0;
    }

    /** Where the list begins, or, if it is longer than the tail, its first whole entry. */
    private int firstEntry(int end) {
        if (end == 0) {
            return 0;
        }
        long begin = end - Integer.toUnsignedLong(tail.getInt(end + 12));
        for (int at = (int) Math.max(0, begin); at + ENTRY_LENGTH <= end; at++) {
            if (tail.getInt(at) == ENTRY) {
                return at;
            }
        }
        return end;
    }

    private int unsigned(int at) {
        return Short.toUnsignedInt(tail.getShort(at));
    }

    private static LocalDate date(int dos) {
        try {
            return LocalDate.of(1980 + (dos >> 9), (dos >> 5) & 0xf, dos & 0x1f);
        } catch (DateTimeException malformed) {
            return EARLIEST;
        }
    }
}
