package dev.perdure.session.record;

import dev.perdure.session.Session;
import dev.perdure.session.SessionInfo;
import dev.perdure.session.SessionState;
import dev.perdure.session.log.Block;
import dev.perdure.session.log.InputLog;
import dev.perdure.session.log.SessionLog;
import dev.perdure.session.pty.TerminalSize;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * What was recorded of a session up to now, in the order in which it happened: output by offset, sizes at their offsets,
 * inputs by time. Iterating holds one part of the output and one of the inputs in memory, 1 MiB and 64 KiB.
 */
public final class Recording implements Iterable<RecordedEvent> {
    private static final int PART = 1 << 20;

    private final SessionInfo info;
    private final SessionLog output;
    private final List<Session.SizeChange> sizes;
    private final InputLog inputs;
    private final long inputEnd;
    private final long end;

    private Recording(Session session) {
        info = session.info();
        output = session.output();
        end = output.end();
        sizes = session.sizes();
        inputs = session.input();
        inputEnd = inputs.end();
    }

    public static Recording of(Session session) {
        return new Recording(session);
    }

    public SessionInfo info() {
        return info;
    }

    /** The size at the beginning of what is kept. */
    public TerminalSize firstSize() {
        long start = output.start();
        return sizes.stream()
                .filter(change -> change.offset() <= start)
                .reduce((first, second) -> second)
                .or(() -> sizes.stream().findFirst())
                .map(Session.SizeChange::size)
                .orElse(TerminalSize.DEFAULT);
    }

    /** When the session was started. */
    public Instant start() {
        return info.started();
    }

    @Override
    public Iterator<RecordedEvent> iterator() {
        return new Events();
    }

    private final class Events implements Iterator<RecordedEvent> {
        private final Deque<RecordedEvent> ready = new ArrayDeque<>();
        private long at = output.start();
        private Instant now = info.started();
        private final InputCursor typed = new InputCursor(inputs, inputEnd);
        private int nextSize;
        private boolean over;

        Events() {
            if (at > 0) {
                ready.add(new RecordedEvent.Gap(now, at));
            }
            while (nextSize < sizes.size() && sizes.get(nextSize).offset() <= at) {
                nextSize++;
            }
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !over) {
                fill();
            }
            return !ready.isEmpty() || typed.peek() != null;
        }

        @Override
        public RecordedEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the record is over");
            }
            RecordedEvent event = ready.peek();
            InputLog.Entry entry = typed.peek();
            if (entry == null || (event != null && isBefore(event, entry))) {
                return ready.remove();
            }
            typed.skip();
            Instant moment = entry.time().isBefore(info.started()) ? info.started() : entry.time();
            return new RecordedEvent.Input(moment, entry.operator(), entry.bytes());
        }

        private static boolean isBefore(RecordedEvent event, InputLog.Entry entry) {
            return !(event instanceof RecordedEvent.Ended) && event.time().isBefore(entry.time());
        }

        private void fill() {
            if (at >= end) {
                finish();
                return;
            }
            List<Block> blocks = blocks();
            if (blocks.isEmpty()) {
                // Dropped meanwhile, or lost to a full disk.
                ready.add(new RecordedEvent.Gap(now, end - at));
                at = end;
                return;
            }
            for (Block block : blocks) {
                if (block.offset() > at) {
                    ready.add(new RecordedEvent.Gap(now, block.offset() - at));
                }
                add(block);
            }
        }

        private List<Block> blocks() {
            List<Block> blocks = new ArrayList<>();
            int[] size = {0};
            long from = at;
            while (blocks.isEmpty() && from < end) {
                try {
                    from = output.blocks(from, block -> {
                        if (block.offset() >= end) {
                            throw new Enough();
                        }
                        blocks.add(block);
                        size[0] += block.payload().length;
                        if (size[0] >= PART) {
                            throw new Enough();
                        }
                    });
                } catch (Enough e) {
                    return blocks;
                }
            }
            return blocks;
        }

        /** A block, with what happened before it and in the middle of it. */
        private void add(Block block) {
            now = block.time().isAfter(now) ? block.time() : now;
            long from = block.offset();
            while (nextSize < sizes.size() && sizes.get(nextSize).offset() < block.end()) {
                Session.SizeChange change = sizes.get(nextSize++);
                long cut = Math.max(from, change.offset());
                part(block, from, cut);
                from = cut;
                ready.add(new RecordedEvent.Resized(now, change.size()));
            }
            part(block, from, block.end());
            at = block.end();
        }

        private void part(Block block, long from, long to) {
            if (to > from) {
                int begin = (int) (from - block.offset());
                byte[] bytes = Arrays.copyOfRange(block.payload(), begin, (int) (to - block.offset()));
                ready.add(new RecordedEvent.Output(now, from, bytes));
            }
        }

        private void finish() {
            over = true;
            while (nextSize < sizes.size()) {
                Session.SizeChange change = sizes.get(nextSize++);
                now = change.time().isAfter(now) ? change.time() : now;
                ready.add(new RecordedEvent.Resized(now, change.size()));
            }
            Optional.of(info.state())
                    .filter(SessionState.Ended.class::isInstance)
                    .map(SessionState.Ended.class::cast)
                    .ifPresent(ended -> ready.add(new RecordedEvent.Ended(now, ended.exit())));
        }
    }
}
