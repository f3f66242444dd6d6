package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A new process in a session of its own without a terminal: default signal dispositions, nothing blocked, standard
 * streams on {@code /dev/null}, and no descriptor but the ones given to it. Built on posix_spawn(3), which glibc makes
 * with {@code CLONE_VFORK}, so its cost doesn't grow with the heap.
 */
public final class Spawn {
    /** The highest number that a process can be given; our own descriptors are all above it. */
    static final int LAST = 15;

    private static final int O_RDWR = 2;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSID = 0x80;
    /** Above glibc's 80 bytes of file actions, 336 of attributes and 128 of signal set, which both architectures share. */
    private static final long ROOM = 512;

    private static final FunctionDescriptor ONE = FunctionDescriptor.of(JAVA_INT, ADDRESS);
    private static final FunctionDescriptor TWO = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SPAWN = Libc.bindPlain(
            "posix_spawn", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ACTIONS_INIT = Libc.bindPlain("posix_spawn_file_actions_init", ONE);
    private static final MethodHandle ACTIONS_DESTROY = Libc.bindPlain("posix_spawn_file_actions_destroy", ONE);
    private static final MethodHandle ADD_OPEN = Libc.bindPlain(
            "posix_spawn_file_actions_addopen",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_DUP2 = Libc.bindPlain(
            "posix_spawn_file_actions_adddup2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_CLOSE =
            Libc.bindPlain("posix_spawn_file_actions_addclose", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle ADD_CHDIR = Libc.bindPlain("posix_spawn_file_actions_addchdir_np", TWO);
    private static final MethodHandle ADD_CLOSEFROM = Libc.bindPlain(
            "posix_spawn_file_actions_addclosefrom_np", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle ATTR_INIT = Libc.bindPlain("posix_spawnattr_init", ONE);
    private static final MethodHandle ATTR_DESTROY = Libc.bindPlain("posix_spawnattr_destroy", ONE);
    private static final MethodHandle ATTR_FLAGS =
            Libc.bindPlain("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
    private static final MethodHandle ATTR_MASK = Libc.bindPlain("posix_spawnattr_setsigmask", TWO);
    private static final MethodHandle ATTR_DEFAULTS = Libc.bindPlain("posix_spawnattr_setsigdefault", TWO);
    private static final MethodHandle SIG_EMPTY = Libc.bindPlain("sigemptyset", ONE);
    private static final MethodHandle SIG_FILL = Libc.bindPlain("sigfillset", ONE);

    private final Path program;
    private final List<String> arguments;
    private final Map<String, String> environment;
    private final Path directory;
    private final Map<Integer, Descriptor> descriptors = new HashMap<>();

    /** Describes the process; {@code arguments} begin with the name that it is to see as its own. */
    public Spawn(Path program, List<String> arguments, Map<String, String> environment, Path directory) {
        this.program = program;
        this.arguments = List.copyOf(arguments);
        this.environment = Map.copyOf(environment);
        this.directory = directory;
    }

    /** Gives {@code descriptor} to the process under {@code number}, from 3 to {@value #LAST}. */
    public Spawn give(int number, Descriptor descriptor) {
        if (number < 3 || number > LAST) {
            throw new IllegalArgumentException("number is not from 3 to " + LAST + ": " + number);
        }
        descriptors.put(number, descriptor);
        return this;
    }

    /** Starts the process and returns its id. It is this process's child: somebody must wait for it. */
    public int start() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ROOM, 16);
            MemorySegment attributes = arena.allocate(ROOM, 16);
            check((int) ACTIONS_INIT.invokeExact(actions));
            check((int) ATTR_INIT.invokeExact(attributes));
            try {
                fill(arena, actions, attributes);
                MemorySegment pid = arena.allocate(JAVA_INT);
                int error = (int) SPAWN.invokeExact(
                        pid,
                        arena.allocateFrom(program.toString()),
                        actions,
                        attributes,
                        strings(arena, arguments),
                        strings(arena, variables()));
                NativeException.check("posix_spawn " + program + " in " + directory, -error);
                return pid.get(JAVA_INT, 0);
            } finally {
                check((int) ACTIONS_DESTROY.invokeExact(actions));
                check((int) ATTR_DESTROY.invokeExact(attributes));
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }

    private void fill(Arena arena, MemorySegment actions, MemorySegment attributes) throws Throwable {
        MemorySegment none = arena.allocateFrom("/dev/null");
        check((int) ADD_OPEN.invokeExact(actions, 0, none, O_RDWR, 0));
        check((int) ADD_DUP2.invokeExact(actions, 0, 1));
        check((int) ADD_DUP2.invokeExact(actions, 0, 2));
        // Descriptors to give are numbered above LAST, so no action below can close one before it was given.
        for (int number = 3; number <= LAST; number++) {
            Descriptor given = descriptors.get(number);
            check(
                    given == null
                            ? (int) ADD_CLOSE.invokeExact(actions, number)
                            : (int) ADD_DUP2.invokeExact(actions, given.number(), number));
        }
        check((int) ADD_CLOSEFROM.invokeExact(actions, LAST + 1));
        check((int) ADD_CHDIR.invokeExact(actions, arena.allocateFrom(directory.toString())));

        MemorySegment signals = arena.allocate(ROOM, 16);
        check((int) SIG_EMPTY.invokeExact(signals));
        check((int) ATTR_MASK.invokeExact(attributes, signals));
        check((int) SIG_FILL.invokeExact(signals));
        check((int) ATTR_DEFAULTS.invokeExact(attributes, signals));
        check((int) ATTR_FLAGS.invokeExact(attributes, (short) (SETSIGDEF | SETSIGMASK | SETSID)));
    }

    private List<String> variables() {
        return environment.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList();
    }

    private static MemorySegment strings(SegmentAllocator arena, List<String> values) {
        MemorySegment array = arena.allocate(ADDRESS, values.size() + 1L);
        for (int i = 0; i < values.size(); i++) {
            array.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i)));
        }
        array.setAtIndex(ADDRESS, values.size(), MemorySegment.NULL);
        return array;
    }

    private static void check(int error) {
        NativeException.check("posix_spawn preparation", -error);
    }
}
