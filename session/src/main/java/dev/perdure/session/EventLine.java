package dev.perdure.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of events from sessions to listeners: in order, bounded, on a thread that lives only while there are any. Titles
 * and bells that wait already aren't queued again, so a program can't flood it.
 */
final class EventLine {
    private static final Logger LOGGER = LoggerFactory.getLogger(EventLine.class);
    private static final int LIMIT = 10_000;

    private final List<SessionListener> listeners = new CopyOnWriteArrayList<>();
    private final Deque<Told> waiting = new ArrayDeque<>();
    private boolean telling;

    private record Told(Session session, SessionEvent event) {
        boolean repeats(Told earlier) {
            boolean frequent = event instanceof SessionEvent.Bell || event instanceof SessionEvent.TitleChanged;
            return frequent && session == earlier.session && event.getClass() == earlier.event.getClass();
        }
    }

    void add(SessionListener listener) {
        listeners.add(listener);
    }

    void remove(SessionListener listener) {
        listeners.remove(listener);
    }

    void tell(Session session, SessionEvent event) {
        if (listeners.isEmpty()) {
            return;
        }
        Told told = new Told(session, event);
        synchronized (waiting) {
            waiting.removeIf(told::repeats);
            if (waiting.size() == LIMIT) {
                waiting.remove();
            }
            waiting.add(told);
            if (!telling) {
                telling = true;
                Thread.ofVirtual().name("perdure-events").start(this::run);
            }
        }
    }

    private void run() {
        while (true) {
            Told told;
            synchronized (waiting) {
                told = waiting.poll();
                if (told == null) {
                    telling = false;
                    return;
                }
            }
            for (SessionListener listener : listeners) {
                try {
                    listener.on(told.session, told.event);
                } catch (RuntimeException e) {
                    LOGGER.warn("a listener failed at {}", told.event, e);
                }
            }
        }
    }
}
