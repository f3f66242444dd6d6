package dev.perdure.cli.view;

import dev.perdure.server.attach.SafeOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The user's own terminal in raw mode (tcgetattr(3), cfmakeraw), and its way back: the modes that it had, and the end of whatever a program has switched on.
 * {@link #close} may be called more than once and from a shutdown hook; the first call restores. Thread-safe.
 */
public final class RawTerminal implements AutoCloseable {
    private static final int STDIN = 0;
    private static final int AFTER_OUTPUT = 1;
    private static final int BELL = 7;

    /** struct termios has 60 bytes on Linux and 72 on macOS. */
    private static final int ROOM = 128;

    /**
     * Undoes what a program may leave behind, by the numbers of xterm's "Control Sequences": synchronised output, the alternate screen, mouse and focus
     * reports, bracketed paste, application keys, margins, insert, character sets, colours, links, keyboard protocols, cursor; and goes to a line of its own
     * at the bottom.
     */
    static final String RESTORE = "\033[?2026l\033[?1049l\033[?47l"
            + "\033[?9;1000;1001;1002;1003;1004;1005;1006;1015;1016l\033[?2004l\033[?2031l\033[?2048l"
            + "\033[?1l\033>\033[?5l\033[?6l\033[?69l\033[r\033[?7h\033[4l\033[20l"
            + "\033(B\033)B\017\033]8;;\033\\\033[m\033[>4;0m\033[<99u\033[=0u\033[0 q\033[?25h"
            + "\033[9999;1H\r\n";

    private final MethodHandle set;
    private final MemorySegment before = Arena.ofShared().allocate(ROOM, 8);
    private final ReentrantLock writing = new ReentrantLock();
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private final @Nullable TerminalGuard guard;
    private final Optional<SafeOutput> filter;
    private volatile boolean raw = true;

    private RawTerminal(MethodHandle get, MethodHandle make, MethodHandle set, boolean clipboard) throws IOException {
        this.set = set;
        this.filter = clipboard ? Optional.empty() : Optional.of(new SafeOutput());
        MemorySegment modes = Arena.ofAuto().allocate(ROOM, 8);
        try {
            if ((int) get.invokeExact(STDIN, before) != 0) {
                throw new IOException("standard input is no terminal");
            }
            modes.copyFrom(before);
            guard = guard();
            make.invokeExact(modes);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("termios functions throw nothing", e);
        }
        apply(modes);
    }

    /** Switches the terminal on standard input to raw mode; {@code clipboard} lets what is written to it write its clipboard, too. */
    public static RawTerminal enter(boolean clipboard) throws IOException {
        Linker linker = Linker.nativeLinker();
        return new RawTerminal(
                function(
                        linker,
                        "tcgetattr",
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)),
                function(linker, "cfmakeraw", FunctionDescriptor.ofVoid(ValueLayout.ADDRESS)),
                function(
                        linker,
                        "tcsetattr",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)),
                clipboard);
    }

    private static @Nullable TerminalGuard guard() {
        try {
            return TerminalGuard.start(RESTORE);
        } catch (IOException e) {
            // Where there is no sh or stty. It is needed only after a kill -9, and then "reset" does as well.
            return null;
        }
    }

    private static MethodHandle function(Linker linker, String name, FunctionDescriptor shape) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
    }

    private boolean apply(MemorySegment modes) {
        try {
            return (int) set.invokeExact(STDIN, AFTER_OUTPUT, modes) == 0;
        } catch (Throwable e) {
            throw new AssertionError("tcsetattr throws nothing", e);
        }
    }

    /** Writes a program's output; nothing any more once the terminal was restored. */
    public void write(byte[] output) throws IOException {
        writing.lock();
        try {
            if (raw) {
                out.write(filter.isPresent() ? filter.get().pass(output) : output);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Tells the user by the bell that something was not done. */
    public void bell() throws IOException {
        writing.lock();
        try {
            if (raw) {
                out.write(BELL);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Makes it the terminal that it was; the cursor goes to a line of its own at the bottom. */
    @Override
    public synchronized void close() {
        if (!raw) {
            return;
        }
        raw = false;
        boolean alone = awaitWriter();
        try {
            if (!alone) {
                // A terminal that was stopped by its user takes nothing; at least its modes come back.
                return;
            }
            out.write(RESTORE.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The terminal is gone, so there is nothing left to restore.
            return;
        } finally {
            apply(before);
            if (alone) {
                writing.unlock();
            }
            release();
        }
    }

    private void release() {
        try {
            if (guard != null) {
                guard.close();
            }
        } catch (IOException e) {
            // It was ended before, and there is nothing left for it to do.
            return;
        }
    }

    private boolean awaitWriter() {
        try {
            return writing.tryLock(300, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
