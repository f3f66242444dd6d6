package dev.perdure.cli.view;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the kernel says of the terminal on standard output: its size ({@code TIOCGWINSZ}, ioctl_tty(2)), and whether this process is in its
 * foreground. Asking costs a microsecond, so the size is asked for before each frame and no signal handler is needed. Loaded only by live views. Not
 * thread-safe.
 */
public final class NativeTerminal {
    private static final int STDOUT = 1;
    private static final long GET_WINDOW_SIZE_LINUX = 0x5413;
    private static final long GET_WINDOW_SIZE_BSD = 0x40087468;

    private final MethodHandle ioctl;
    private final MemorySegment window = Arena.ofAuto().allocate(8, 2);
    private final TerminalSize fallback;

    /** The terminal; {@code environment} has the size where the kernel doesn't know it. */
    public NativeTerminal(Map<String, String> environment) {
        Linker linker = Linker.nativeLinker();
        this.ioctl = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
        this.fallback = new TerminalSize(
                number(environment.get("COLUMNS"), TerminalSize.CUSTOMARY.columns()),
                number(environment.get("LINES"), TerminalSize.CUSTOMARY.rows()));
    }

    /** The size now. */
    public TerminalSize size() {
        long request =
                System.getProperty("os.name", "").startsWith("Linux") ? GET_WINDOW_SIZE_LINUX : GET_WINDOW_SIZE_BSD;
        try {
            if ((int) ioctl.invokeExact(STDOUT, request, window) != 0) {
                return fallback;
            }
        } catch (Throwable e) {
            throw new AssertionError("ioctl throws nothing", e);
        }
        int rows = Short.toUnsignedInt(window.get(ValueLayout.JAVA_SHORT, 0));
        int columns = Short.toUnsignedInt(window.get(ValueLayout.JAVA_SHORT, 2));
        return new TerminalSize(columns > 0 ? columns : fallback.columns(), rows > 0 ? rows : fallback.rows());
    }

    /**
     * Whether the terminal listens to this process: a background job may neither paint over the prompt nor read. Fields 5 and 8 of {@code
     * /proc/self/stat} (proc(5)); true where there is no such file.
     */
    public boolean isForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[2].equals(fields[5]);
        } catch (IOException e) {
            return true;
        }
    }

    private static int number(@org.jspecify.annotations.Nullable String text, int otherwise) {
        try {
            int value = text == null ? otherwise : Integer.parseInt(text);
            return value > 0 ? value : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
