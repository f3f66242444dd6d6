package dev.perdure.session.record;

import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/**
 * A record played again: events one after the other, and jumps to any moment, for which the screen of that moment is made
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
     * @param at the time of the last event that it includes, counted from the session's start
     */
    @SuppressWarnings("ArrayRecordComponent") // Shown, never compared.
    public record Moment(Duration at, TerminalSize size, byte[] screen) {}

    /** Jumps to a time counted from the session's start; {@link #next} goes on after it. */
    public Moment seek(Duration to) {
        return seek(recording.start().plus(to));
    }

    /** Jumps to a time; {@link #next} goes on after it. */
    public Moment seek(Instant to) {
        events = recording.iterator();
        read = Optional.empty();
        TerminalSize size = recording.firstSize();
        Screen screen = new Screen(size.columns(), size.rows(), ScreenOptions.DEFAULT);
        Instant last = recording.start();
        for (Optional<RecordedEvent> event = next(); event.isPresent(); event = next()) {
            if (event.get().time().isAfter(to)) {
                read = event;
                break;
            }
            last = event.get().time();
            show(event.get(), screen);
        }
        return new Moment(
                Duration.between(recording.start(), last),
                new TerminalSize(screen.columns(), screen.rows()),
                Snapshot.of(screen, Integer.MAX_VALUE, true));
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
