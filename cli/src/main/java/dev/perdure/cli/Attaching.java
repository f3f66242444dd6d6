package dev.perdure.cli;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.cli.client.AttachChannel;
import dev.perdure.cli.client.RefusedException;
import dev.perdure.cli.client.UnreachableException;
import dev.perdure.cli.view.DetachKey;
import dev.perdure.cli.view.DetachKeyFinder;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.NativeTerminal;
import dev.perdure.cli.view.RawTerminal;
import dev.perdure.cli.view.Style;
import dev.perdure.cli.view.TerminalSize;
import dev.perdure.server.attach.Frame;
import dev.perdure.server.attach.FrameChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * One stay of the user's terminal in a session. Four threads: one reads keys, one sends them, one looks for another window size, and the calling one writes
 * what the daemon sends. Whoever reads keys waits for nobody, so the detach key works at once. When the daemon dies, a new one is started and the output goes on at the offset where it stopped; what is typed meanwhile is kept, up to a
 * bound. Input that was under way at the death is not sent again, for it might be typed twice.
 */
final class Attaching {
    /** Lines above the screen that the terminal gets when it joins. */
    private static final int SCROLLBACK = 10_000;

    private static final int MOST_ATTEMPTS = 100;
    private static final int MOST_LOSSES = 10;
    private static final long LOSSES_NANOS = 30_000_000_000L;
    private static final int SIZE_POLL_MILLIS = 100;

    private final Door door;
    private final Io io;
    private final Wish wish;
    private final String again;
    private final AttachLink link = new AttachLink();
    private final NativeTerminal window;
    private long next = Frame.FROM_SCREEN;
    private String name;
    /** What it is asked for by: at first as the user calls it, then by its id, which no renaming changes. */
    private String session;

    private volatile boolean left;

    /**
     * What the user wants.
     *
     * @param session name or id
     * @param operator who it is, empty for the user
     * @param clipboard the program may write the clipboard
     */
    record Wish(String session, String operator, boolean observe, boolean take, boolean clipboard, DetachKey key) {}

    /** A stay to come; {@code again} is the command that comes back. */
    Attaching(Door door, Io io, Wish wish, String again) {
        this.door = door;
        this.io = io;
        this.wish = wish;
        this.again = again;
        this.name = wish.session();
        this.session = wish.session();
        this.window = new NativeTerminal(io.environment());
    }

    /** How a stay, or a connection of it, ended. */
    private sealed interface End {
        record Left() implements End {}

        record Over(String words) implements End {}

        record Stopped() implements End {}

        record Lost() implements End {}
    }

    /** Stays until the user leaves, the session ends, or the daemon is stopped. */
    int run() throws IOException {
        End end;
        // Connected before the terminal changes: a refusal is an ordinary message.
        FrameChannel first = joinSoon();
        try (RawTerminal terminal = raw()) {
            var hook = new Thread(terminal::close, "restore");
            Runtime.getRuntime().addShutdownHook(hook);
            daemon("sender", link::sendAll);
            daemon("keys", () -> readKeys(terminal));
            daemon("window", this::watchWindow);
            end = stay(first, terminal);
        }
        io.tell(
                switch (end) {
                    case End.Over(String words) -> Line.of(Style.BOLD, name).and(" " + words + ".");
                    case End.Stopped _ ->
                        Line.of("The daemon was stopped; ")
                                .and(Style.BOLD, name)
                                .and(" goes on. Come back with: ")
                                .and(Style.COMMAND, again);
                    case End.Left _ ->
                        Line.of("Detached from ")
                                .and(Style.BOLD, name)
                                .and(", which goes on. Come back with: ")
                                .and(Style.COMMAND, again);
                    case End.Lost _ -> Line.of(Style.BAD, "The daemon dies again and again; see daemon.log.");
                });
        return end instanceof End.Lost ? ErrorCode.STORE_UNAVAILABLE.exitCode() : 0;
    }

    private RawTerminal raw() {
        if (!io.outIsTerminal()) {
            throw noTerminal();
        }
        try {
            return RawTerminal.enter(wish.clipboard());
        } catch (IOException e) {
            throw noTerminal();
        }
    }

    private PerdureException noTerminal() {
        return TaskCommand.bad("This is no terminal. Look with 'perdure screen " + name
                + "', follow with 'perdure log -f " + name + "', type with 'perdure send " + name + "'");
    }

    private static void daemon(String name, Runnable task) {
        Thread.ofPlatform().daemon().name(name).start(task);
    }

    private End stay(FrameChannel first, RawTerminal terminal) throws IOException {
        FrameChannel channel = first;
        int losses = 0;
        long since = System.nanoTime();
        while (true) {
            End end = show(channel, terminal);
            if (!(end instanceof End.Lost)) {
                return end;
            }
            if (System.nanoTime() - since > LOSSES_NANOS) {
                losses = 0;
                since = System.nanoTime();
            }
            if (++losses > MOST_LOSSES) {
                return end;
            }
            channel = joinSoon();
        }
    }

    /** Joins by the daemon that runs or is started; one that dies meanwhile, or is on its way down, is not the last. */
    private FrameChannel joinSoon() throws IOException {
        for (int attempt = 1; ; attempt++) {
            door.ensureQuietly();
            try {
                return join();
            } catch (RefusedException e) {
                if (e.code() != ErrorCode.CLOSED || attempt > MOST_ATTEMPTS) {
                    throw e;
                }
            } catch (IOException e) {
                if (attempt > MOST_ATTEMPTS) {
                    throw e;
                }
            }
            pause();
        }
    }

    private FrameChannel join() throws IOException {
        TerminalSize size = window.size();
        FrameChannel channel = AttachChannel.open(
                door.attachSocket(),
                new Frame.Hello(
                        session,
                        wish.operator(),
                        wish.observe(),
                        wish.take(),
                        !wish.observe(),
                        size.columns(),
                        size.rows(),
                        next,
                        SCROLLBACK));
        Frame answer = channel.read();
        if (answer instanceof Frame.Joined joined) {
            name = joined.name();
            session = joined.id();
            link.open(channel);
            return channel;
        }
        channel.close();
        if (answer instanceof Frame.Refused refused) {
            throw RefusedException.of(refused.status(), refused.code(), refused.detail());
        }
        throw new UnreachableException(new IOException("the daemon went away"));
    }

    private End show(FrameChannel channel, RawTerminal terminal) throws IOException {
        try (channel) {
            while (true) {
                Frame frame;
                try {
                    frame = channel.read();
                } catch (IOException e) {
                    frame = null;
                }
                switch (frame) {
                    case null -> {
                        return left ? new End.Left() : new End.Lost();
                    }
                    case Frame.Output output -> {
                        terminal.write(output.bytes());
                        next = output.offset() + output.bytes().length;
                    }
                    case Frame.Screen screen -> {
                        terminal.write(screen.bytes());
                        next = screen.offset();
                    }
                    case Frame.Painted painted -> {
                        terminal.write(painted.bytes());
                        next = Frame.FROM_SCREEN;
                    }
                    case Frame.Notice _ -> terminal.bell();
                    case Frame.Over over -> {
                        return new End.Over(over.words());
                    }
                    case Frame.Stopping _ -> {
                        return left ? new End.Left() : new End.Stopped();
                    }
                    // What follows is a screen of that size, or paintings for this one.
                    case Frame.Resized _ -> {}
                    default -> throw new IOException("the daemon doesn't say that: " + frame.getClass());
                }
            }
        } finally {
            link.close();
        }
    }

    private void readKeys(RawTerminal terminal) {
        byte[] keys = new byte[32 << 10];
        InputStream in = io.in();
        DetachKeyFinder finder = wish.key().finder();
        try {
            for (int count = in.read(keys); count >= 0; count = in.read(keys)) {
                int pressed = finder.find(keys, count);
                int typed = pressed < 0 ? count : pressed;
                if (typed > 0 && !wish.observe() && !link.send(new Frame.Input(Arrays.copyOf(keys, typed)))) {
                    terminal.bell();
                }
                if (pressed >= 0) {
                    break;
                }
            }
        } catch (IOException e) {
            // The terminal has gone away, which is one way to leave.
            left = true;
        }
        left = true;
        link.leave();
    }

    private void watchWindow() {
        TerminalSize known = window.size();
        while (!left) {
            pause();
            TerminalSize now = window.size();
            if (!now.equals(known) && link.send(new Frame.Window(now.columns(), now.rows()))) {
                known = now;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SIZE_POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
