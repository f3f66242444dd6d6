package dev.perdure.session;

import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import dev.perdure.session.screen.StateDigest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client under test: a terminal of its own that takes deliveries. */
final class Client implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Attachment attachment;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<Delivery> others = new ArrayList<>();
    private Screen screen = new Screen(80, 24, ScreenOptions.DEFAULT);
    private long next = -1;

    Client(Attachment attachment) {
        this.attachment = attachment;
    }

    static Client of(Session session, String name) {
        return new Client(session.attach(AttachRequest.of(Operator.human(name), Right.GOVERN, TerminalSize.DEFAULT)));
    }

    Attachment attachment() {
        return attachment;
    }

    Client type(String text) {
        attachment.send(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Takes one delivery in; false when nothing comes. */
    boolean take(Duration limit) throws InterruptedException {
        Delivery delivery = attachment.next(limit);
        switch (delivery) {
            case Delivery.Screen fresh -> {
                screen = new Screen(fresh.size().columns(), fresh.size().rows(), ScreenOptions.DEFAULT);
                screen.feed(fresh.bytes());
                next = fresh.offset();
                others.add(fresh);
            }
            case Delivery.Output live -> {
                if (next >= 0 && live.offset() != next) {
                    throw new AssertionError("output at " + live.offset() + " follows " + next);
                }
                next = live.next();
                screen.feed(live.bytes());
                output.writeBytes(live.bytes());
            }
            case Delivery.Resized resized -> {
                screen.resize(resized.size().columns(), resized.size().rows());
                others.add(resized);
            }
            case Delivery.Painted painted -> {
                TerminalSize own = attachment.window().orElseThrow();
                if (screen.columns() != own.columns() || screen.rows() != own.rows()) {
                    screen = new Screen(own.columns(), own.rows(), ScreenOptions.DEFAULT);
                }
                screen.feed(painted.bytes());
                others.add(painted);
            }
            case Delivery.Over over -> others.add(over);
            case Delivery.Closed closed -> others.add(closed);
            case Delivery.Nothing nothing -> {
                return false;
            }
        }
        return true;
    }

    /** Takes deliveries until the screen or the output so far holds a text. */
    Client expect(String text) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!screen.text().contains(text)
                && !output.toString(StandardCharsets.UTF_8).contains(text)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no '" + text + "' on\n" + screen.text());
            }
            take(Duration.ofMillis(100));
        }
        return this;
    }

    /** Takes everything up to the session's present end. */
    Client catchUp() throws InterruptedException {
        while (next < attachment.session().output().end() && take(PATIENCE)) {}
        return this;
    }

    /** Takes everything until the session is over. */
    Delivery.Over untilOver() throws InterruptedException {
        while (true) {
            if (!take(PATIENCE)) {
                throw new AssertionError("not over:\n" + screen.text());
            }
            if (last() instanceof Delivery.Over over) {
                return over;
            }
        }
    }

    @Nullable
    Delivery last() {
        return others.isEmpty() ? null : others.getLast();
    }

    List<Delivery> others() {
        return others;
    }

    byte[] output() {
        return output.toByteArray();
    }

    long offset() {
        return next;
    }

    Screen screen() {
        return screen;
    }

    String digest() {
        return StateDigest.describe(screen);
    }

    @Override
    public void close() {
        attachment.close();
    }
}
