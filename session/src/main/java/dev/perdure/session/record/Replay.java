package dev.perdure.session.record;

import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;

/**
 * A record played again: events one after the other, and jumps to any place, for which the screen of that moment is made
 * from what came before it.
 *
 * <p>Not thread-safe.
 */
public final class Replay {
    private final Recording recording;
    private Iterator<RecordedEvent> events;
    private Optional<RecordedEvent> read = Optional.empty();

    public Replay(Recording recording) {
        this.recording = recording;
        events = recording.iterator();
    }

    /** The next event, or empty at the end. */
    public Optional<RecordedEvent> next() {
        Optional<RecordedEvent> event = read;
        read = Optional.empty();
        return event.isPresent() || !events.hasNext() ? event : Optional.of(events.next());
    }

    /**
     * A moment of a record: what makes a terminal of the given size, which is reset by it, show the screen of then.
     *
     * @param at the time of the last event that it includes, counted from the session's start; of a place by time, that
     *     time, unless the record ends before it
     */
    @SuppressWarnings("ArrayRecordComponent") // Shown, never compared.
    public record Moment(Duration at, TerminalSize size, byte[] screen) {}

    /** Jumps to a time counted from the session's start; {@link #next} goes on after it. */
    public Moment seek(Duration to) {
        return seek(new Position.Time(to));
    }

    /** Jumps to a time; {@link #next} goes on after it. */
    public Moment seek(Instant to) {
        return seek(Duration.between(recording.start(), to));
    }

    /** Jumps to a place; {@link #next} goes on after it. */
    public Moment seek(Position to) {
        events = recording.iterator();
        read = Optional.empty();
        TerminalSize size = recording.firstSize();
        Screen screen = new Screen(size.columns(), size.rows(), ScreenOptions.DEFAULT);
        Instant last = recording.start();
        for (Optional<RecordedEvent> event = next(); event.isPresent(); event = next()) {
            if (isAfter(event.get(), to)) {
                read = event;
                break;
            }
            last = event.get().time();
            show(beginning(event.get(), to), screen);
            if (read.isPresent()) {
                break;
            }
        }
        Duration at = Duration.between(recording.start(), last);
        return new Moment(
                to instanceof Position.Time(Duration time) && read.isPresent() ? time : at,
                new TerminalSize(screen.columns(), screen.rows()),
                Snapshot.of(screen, Integer.MAX_VALUE, true));
    }

    private boolean isAfter(RecordedEvent event, Position place) {
        return switch (place) {
            case Position.Time(Duration time) ->
                event.time().isAfter(recording.start().plus(time));
            case Position.Offset(long offset) ->
                event instanceof RecordedEvent.Output output && output.offset() >= offset;
        };
    }

    /** The event up to an offset in the middle of it; the rest of it is the next event then. */
    private RecordedEvent beginning(RecordedEvent event, Position place) {
        if (place instanceof Position.Offset(long offset)
                && event instanceof RecordedEvent.Output output
                && output.offset() + output.bytes().length > offset) {
            int cut = (int) (offset - output.offset());
            byte[] bytes = output.bytes();
            read = Optional.of(
                    new RecordedEvent.Output(output.time(), offset, Arrays.copyOfRange(bytes, cut, bytes.length)));
            return new RecordedEvent.Output(output.time(), output.offset(), Arrays.copyOf(bytes, cut));
        }
        return event;
    }

    private static void show(RecordedEvent event, Screen screen) {
        switch (event) {
            case RecordedEvent.Output output -> screen.feed(output.bytes());
            case RecordedEvent.Resized resized ->
                screen.resize(resized.size().columns(), resized.size().rows());
            case RecordedEvent.Input input -> {}
            case RecordedEvent.Gap gap -> {}
            case RecordedEvent.Ended ended -> {}
        }
    }
}
