package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The calls on pseudo-terminals: pts(4), ioctl_tty(2), termios(3). Request numbers are those of asm-generic/ioctls.h,
 * which x86-64 and arm64 share. All take the master's number and act on the slave.
 */
public final class Terminals {
    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_CLOEXEC = 0x80000;
    private static final long TIOCGPGRP = 0x540F;
    private static final long TIOCGWINSZ = 0x5413;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long FIONREAD = 0x541B;
    private static final long TCFLSH = 0x540B;
    private static final long TCIFLUSH = 0;
    private static final long TIOCGPTPEER = 0x5441;
    /** c_lflag follows c_iflag, c_oflag and c_cflag, 4 bytes each, in glibc's struct termios of 60 bytes. */
    private static final long LOCAL_FLAGS = 12;

    /** c_cc follows the four flags and c_line; a zero in it means that no key does that (_POSIX_VDISABLE). */
    private static final long CONTROL_KEYS = 17;

    private static final int VINTR = 0;
    private static final int VQUIT = 1;
    private static final int VSUSP = 10;
    private static final int TERMIOS_SIZE = 60;
    private static final int ICRNL = 0x100;
    private static final int ISIG = 1;
    private static final int ICANON = 2;
    private static final int ECHO = 8;

    private static final MethodHandle OPENPT = Libc.bind("posix_openpt", Libc.ints(1));
    private static final MethodHandle GRANTPT = Libc.bind("grantpt", Libc.ints(1));
    private static final MethodHandle UNLOCKPT = Libc.bind("unlockpt", Libc.ints(1));
    private static final MethodHandle PTSNAME =
            Libc.bindPlain("ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle TCGETATTR =
            Libc.bind("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle IOCTL =
            Libc.bindVariadic("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), 2);

    private Terminals() {}

    /**
     * The modes of a terminal that tell what a program expects: a line, keys, or a secret.
     *
     * @param keysAsTheyAre whether the return key isn't translated, or the key that suspends isn't one: line editors set one of these,
     *     shells' {@code read} sets neither
     */
    public record Modes(boolean echo, boolean canonical, boolean signals, boolean keysAsTheyAre) {}

    /** The bytes that send a signal to the foreground process group while {@link Modes#signals} is on; 0 where none does. */
    public record SignalKeys(int interrupt, int quit, int suspend) {}

    /** Opens a new pseudo-terminal, granted and unlocked. */
    public static Descriptor open() {
        Descriptor master =
                Descriptor.own(NativeException.check("posix_openpt", call(OPENPT, O_RDWR | O_NOCTTY | O_CLOEXEC)));
        try {
            NativeException.check("grantpt", call(GRANTPT, master.number()));
            NativeException.check("unlockpt", call(UNLOCKPT, master.number()));
            return master;
        } catch (RuntimeException e) {
            master.close();
            throw e;
        }
    }

    /** The path of the slave, as in {@code /dev/pts/7}. */
    public static String slave(Descriptor master) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(128);
            int error = (int) PTSNAME.invokeExact(master.number(), name, name.byteSize());
            NativeException.check("ptsname_r", -error);
            return name.getString(0);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    /** Sets the size in cells; the kernel sends SIGWINCH to the foreground process group when it changed. */
    public static void resize(Descriptor master, int columns, int rows) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(8, 2);
            size.set(JAVA_SHORT, 0, (short) rows);
            size.set(JAVA_SHORT, 2, (short) columns);
            NativeException.check("ioctl TIOCSWINSZ", ioctl(master, TIOCSWINSZ, size));
        }
    }

    /** The size in cells: columns, rows. */
    public static int[] size(Descriptor master) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(8, 2);
            NativeException.check("ioctl TIOCGWINSZ", ioctl(master, TIOCGWINSZ, size));
            return new int[] {Short.toUnsignedInt(size.get(JAVA_SHORT, 2)), Short.toUnsignedInt(size.get(JAVA_SHORT, 0))
            };
        }
    }

    /** The foreground process group, or 0 where there is none. */
    public static int foreground(Descriptor master) {
        return integer(master, TIOCGPGRP, "ioctl TIOCGPGRP");
    }

    /** How many bytes of output wait to be read. */
    public static int available(Descriptor master) {
        return integer(master, FIONREAD, "ioctl FIONREAD");
    }

    /** The local modes. */
    public static Modes modes(Descriptor master) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = attributes(master, arena);
            int local = termios.get(JAVA_INT, LOCAL_FLAGS);
            boolean keys = (termios.get(JAVA_INT, 0) & ICRNL) == 0 || key(termios, VSUSP) == 0;
            return new Modes((local & ECHO) != 0, (local & ICANON) != 0, (local & ISIG) != 0, keys);
        }
    }

    /** The keys that send signals, as the program has set them. */
    public static SignalKeys signalKeys(Descriptor master) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment termios = attributes(master, arena);
            return new SignalKeys(key(termios, VINTR), key(termios, VQUIT), key(termios, VSUSP));
        }
    }

    private static int key(MemorySegment termios, int which) {
        return Byte.toUnsignedInt(termios.get(JAVA_BYTE, CONTROL_KEYS + which));
    }

    private static MemorySegment attributes(Descriptor master, Arena arena) {
        MemorySegment termios = arena.allocate(TERMIOS_SIZE, 4);
        MemorySegment state = Libc.state();
        try {
            int result = (int) TCGETATTR.invokeExact(state, master.number(), termios);
            NativeException.check("tcgetattr", Libc.result(result, state));
            return termios;
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    /**
     * Throws away what was typed and no program has read. The master's own queue is the other direction, so the slave is opened for a
     * moment, without becoming anybody's controlling terminal.
     */
    public static void dropInput(Descriptor master) {
        int opened = NativeException.check(
                "ioctl TIOCGPTPEER",
                ioctl(master, TIOCGPTPEER, MemorySegment.ofAddress(O_RDWR | O_NOCTTY | O_CLOEXEC)));
        try (Descriptor slave = Descriptor.own(opened)) {
            NativeException.check("ioctl TCFLSH", ioctl(slave, TCFLSH, MemorySegment.ofAddress(TCIFLUSH)));
        }
    }

    private static int integer(Descriptor master, long request, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            NativeException.check(name, ioctl(master, request, value));
            return value.get(JAVA_INT, 0);
        }
    }

    private static int ioctl(Descriptor on, long request, MemorySegment argument) {
        MemorySegment state = Libc.state();
        try {
            return Libc.result((int) IOCTL.invokeExact(state, on.number(), request, argument), state);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    private static int call(MethodHandle function, int argument) {
        MemorySegment state = Libc.state();
        try {
            return Libc.result((int) function.invokeExact(state, argument), state);
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }
}
