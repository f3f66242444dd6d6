package dev.perdure.session.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** A pass over the blocks of a log as it was at one moment, while others append to it and drop its oldest segments. */
record Pass(List<Segment> segments, long limit) {

    interface Visitor {
        /** False when it wants no more. */
        boolean visit(Block block);
    }

    /** Visits blocks from {@code offset} on; returns the offset after the last one visited, or after the gap at it. */
    long from(long offset, Visitor visitor) {
        long at = offset;
        for (int i = 0; i < segments.size() && at < limit; i++) {
            Segment segment = segments.get(i);
            long next = i + 1 < segments.size() ? segments.get(i + 1).base() : limit;
            if (next <= at) {
                continue;
            }
            if (segment.base() > at) {
                return at == offset ? segment.base() : at;
            }
            long reached = within(segment, at, visitor);
            if (reached < 0) {
                return -reached;
            }
            if (reached < next) {
                // The segment ends early: lost to a full disk or damage. Told apart from the data before it.
                return reached == offset ? next : reached;
            }
            at = reached;
        }
        return at;
    }

    /** As above within a segment; minus the offset reached when the visitor wants no more. */
    private long within(Segment segment, long offset, Visitor visitor) {
        long at = offset;
        try (Segment.Cursor cursor = segment.cursor(offset)) {
            for (Block block = cursor.next(); block != null && block.offset() < limit; block = cursor.next()) {
                if (block.end() <= at) {
                    continue;
                }
                at = block.end();
                if (!visitor.visit(block)) {
                    return -at;
                }
            }
        } catch (NoSuchFileException e) {
            // Dropped meanwhile: the caller sees a gap.
            return at;
        } catch (ClosedByInterruptException e) {
            throw new UncheckedIOException("interrupted while reading " + segment.file(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + segment.file(), e);
        }
        return at;
    }
}
