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
 * inputs by time. Iterating holds one part of the output in memory, and the inputs.
 */
public final class Recording implements Iterable<RecordedEvent> {
    private static final int PART = 1 << 20;

    private final SessionInfo info;
    private final SessionLog output;
    private final List<Session.SizeChange> sizes;
    private final List<InputLog.Entry> inputs = new ArrayList<>();
    private final long end;

    private Recording(Session session) {
        info = session.info();
        output = session.output();
        end = output.end();
        sizes = session.sizes();
        session.input().entries(0, inputs::add);
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

    /** Stops a walk through the log, which has no other end than the log's. */
    private static final class Enough extends RuntimeException {
        Enough() {
            super("enough", null, false, false);
        }
    }

    private final class Events implements Iterator<RecordedEvent> {
        private final Deque<RecordedEvent> ready = new ArrayDeque<>();
        private long at = output.start();
        private Instant now = info.started();
        private int nextSize;
        private int nextInput;
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
            return !ready.isEmpty();
        }

        @Override
        public RecordedEvent next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the record is over");
            }
            return ready.remove();
        }

        private void fill() {
            if (at >= end) {
                finish();
                return;
            }
            List<Block> blocks = blocks();
            if (blocks.isEmpty()) {
                over = true;
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
            inputsBefore(now);
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

        private void inputsBefore(Instant time) {
            while (nextInput < inputs.size() && !inputs.get(nextInput).time().isAfter(time)) {
                InputLog.Entry entry = inputs.get(nextInput++);
                Instant moment = entry.time().isBefore(info.started()) ? info.started() : entry.time();
                ready.add(new RecordedEvent.Input(moment, entry.operator(), entry.bytes()));
            }
        }

        private void finish() {
            over = true;
            while (nextSize < sizes.size()) {
                Session.SizeChange change = sizes.get(nextSize++);
                now = change.time().isAfter(now) ? change.time() : now;
                inputsBefore(now);
                ready.add(new RecordedEvent.Resized(now, change.size()));
            }
            inputsBefore(Instant.MAX);
            Optional.of(info.state())
                    .filter(SessionState.Ended.class::isInstance)
                    .map(SessionState.Ended.class::cast)
                    .ifPresent(ended -> ready.add(new RecordedEvent.Ended(now, ended.exit())));
        }
    }
}
