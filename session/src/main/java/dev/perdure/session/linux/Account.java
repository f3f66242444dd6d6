package dev.perdure.session.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A user of this machine: getpwnam(3).
 *
 * @param name the name that was looked up
 * @param user the user's number
 * @param group the number of the user's own group
 */
public record Account(String name, int user, int group) {
    /** struct passwd of 64-bit glibc: name 0, password 8, user 16, group 20, comment 24, home 32, shell 40. */
    private static final int SIZE = 48;

    private static final int ROOM = 16 * 1024;
    private static final MethodHandle GETPWNAM = Libc.bindPlain(
            "getpwnam_r", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));

    /** The user of this name, or empty when there is none. */
    public static Optional<Account> of(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(SIZE, 8);
            MemorySegment found = arena.allocate(ADDRESS);
            int error = (int)
                    GETPWNAM.invokeExact(arena.allocateFrom(name), entry, arena.allocate(ROOM), (long) ROOM, found);
            NativeException.check("getpwnam " + name, -error);
            return found.get(ADDRESS, 0).address() == 0
                    ? Optional.empty()
                    : Optional.of(new Account(name, entry.get(JAVA_INT, 16), entry.get(JAVA_INT, 20)));
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.impossible(t);
        }
    }
}
