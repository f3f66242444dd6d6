package dev.perdure.session;

import dev.perdure.session.screen.ScreenListener;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Turns what the screen hears into events, but for what it only hears again while it is made from the log. */
final class ScreenEvents implements ScreenListener {
    private final BooleanSupplier replaying;
    private final Consumer<SessionEvent> events;
    private final AtomicLong bells = new AtomicLong();

    ScreenEvents(BooleanSupplier replaying, Consumer<SessionEvent> events) {
        this.replaying = replaying;
        this.events = events;
    }

    long bells() {
        return bells.get();
    }

    @Override
    public void bell() {
        if (!replaying.getAsBoolean()) {
            bells.incrementAndGet();
            events.accept(new SessionEvent.Bell());
        }
    }

    @Override
    public void titleChanged(String title) {
        if (!replaying.getAsBoolean()) {
            events.accept(new SessionEvent.TitleChanged(title));
        }
    }
}
