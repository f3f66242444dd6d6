package dev.perdure.session.anchor;

import dev.perdure.api.Timeline;
import dev.perdure.session.linux.Account;
import dev.perdure.session.linux.Descriptor;
import dev.perdure.session.linux.Errno;
import dev.perdure.session.linux.NativeException;
import dev.perdure.session.linux.Pid;
import dev.perdure.session.linux.Pipe;
import dev.perdure.session.linux.Spawn;
import dev.perdure.session.linux.SystemFacts;
import dev.perdure.session.process.ProcStat;
import dev.perdure.session.pty.Pty;
import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A daemon's hold on one session: its terminal, and handles on its anchor and program. {@link #close()} lets go of it
 * and the session goes on; {@link #release()} ends the anchor when all has been collected.
 *
 * <p>Thread-safe. {@link #awaitExit} and {@link #release} block their thread in the kernel: platform threads only.
 */
public final class Anchor implements AutoCloseable {
    private static final Duration WRITE_EXIT = Duration.ofSeconds(10);

    private final SessionFiles files;
    private final Pty pty;
    private final Pid anchor;
    private final Optional<Pid> program;
    private final int programNumber;
    private final OptionalLong programStart;
    private final Optional<Path> group;

    private Anchor(
            SessionFiles files, Pty pty, Pid anchor, Optional<Pid> program, int programNumber, Optional<Path> group) {
        this.files = files;
        this.pty = pty;
        this.anchor = anchor;
        this.program = program;
        this.programNumber = programNumber;
        this.programStart = program.flatMap(process -> ProcStat.of(process.number()))
                .map(stat -> OptionalLong.of(stat.startTicks()))
                .orElse(OptionalLong.empty());
        this.group = group;
    }

    /**
     * Starts a program in a new session and returns when it is under way. Blocks its thread for some milliseconds.
     *
     * @throws ProgramException when there is no such program, directory or user
     * @throws dev.perdure.session.linux.UnsupportedPlatformException where sessions can't run at all
     */
    public static Anchor start(SessionFiles files, Program program, TerminalSize size, Placement placement) {
        return start(Toolbox.get(), files, program, size, placement);
    }

    static Anchor start(Toolbox tools, SessionFiles files, Program program, TerminalSize size, Placement placement) {
        if (!Files.isDirectory(program.directory())) {
            throw new ProgramException("no such directory: " + program.directory());
        }
        if (program.file().isEmpty()) {
            throw new ProgramException(program.missing());
        }
        program.user().filter(user -> Account.of(user).isEmpty()).ifPresent(user -> {
            throw new ProgramException("no such user: " + user);
        });
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.put("PWD", program.directory().toString());
        Pty pty = Pty.open(size);
        try (Pipe report = Pipe.open()) {
            program.user().ifPresent(user -> giveTerminal(Path.of(pty.slave()), user));
            int number = new Spawn(
                            tools.shell(),
                            AnchorScript.arguments(tools, files.directory(), pty.slave(), program, placement),
                            environment,
                            program.directory())
                    .give(AnchorScript.MASTER, pty.master())
                    .give(AnchorScript.REPORT, report.writeEnd())
                    .start();
            report.writeEnd().close();
            Pid anchor = Pid.open(number)
                    .orElseThrow(() -> new IllegalStateException("an unreaped child has no handle: " + number));
            Optional<Integer> child = readNumber(report.readEnd());
            if (child.isEmpty()) {
                anchor.signal(Pid.SIGKILL);
                anchor.awaitEnd(WRITE_EXIT);
                anchor.reap();
                anchor.close();
                throw new ProgramException("the session's anchor ended before it began; is the process limit reached?");
            }
            return new Anchor(files, pty, anchor, childOf(number, child.get()), child.get(), placement.program());
        } catch (RuntimeException e) {
            pty.close();
            throw e;
        }
    }

    /**
     * Takes back a session that another daemon started: the same terminal, by a copy of the anchor's descriptor, or by a
     * courier where the kernel refuses to copy it.
     *
     * @throws AdoptionException when the anchor is gone, or gives nothing
     */
    public static Anchor adopt(SessionFiles files) {
        return adopt(files, Takeover.DIRECT);
    }

    /** As {@link #adopt(SessionFiles)}, beginning with the given way. */
    public static Anchor adopt(SessionFiles files, Takeover way) {
        AnchorRecord record = files.anchor()
                .orElseThrow(() -> new AdoptionException(
                        AdoptionException.Reason.NEVER_STARTED, "no anchor has reported in " + files.directory()));
        Pid anchor = handle(record)
                .orElseThrow(() -> new AdoptionException(
                        AdoptionException.Reason.GONE,
                        "the anchor of " + files.directory() + ", process " + record.anchor() + ", is gone"));
        try {
            Pty pty = new Pty(master(files, anchor, way));
            if (!pty.slave().equals(record.slave())) {
                pty.close();
                throw new IllegalStateException(anchor + " holds " + pty.slave() + ", not " + record.slave());
            }
            return new Anchor(
                    files, pty, anchor, childOf(record.anchor(), record.program()), record.program(), record.group());
        } catch (RuntimeException e) {
            anchor.close();
            throw e;
        }
    }

    private static Descriptor master(SessionFiles files, Pid anchor, Takeover way) {
        if (way == Takeover.DIRECT) {
            try {
                return anchor.copyDescriptor(AnchorScript.MASTER);
            } catch (NativeException e) {
                if (!e.errno().equals(Errno.EPERM) && !e.errno().equals(Errno.ENOSYS)) {
                    throw e;
                }
            }
        }
        return Courier.fetch(files, anchor)
                .orElseThrow(() -> new AdoptionException(
                        AdoptionException.Reason.REFUSED,
                        "the kernel doesn't let this process copy the terminal of " + files.directory()
                                + ", and its anchor, " + anchor + ", sends no courier; does it run as another user?"));
    }

    public SessionFiles files() {
        return files;
    }

    public Pty pty() {
        return pty;
    }

    /** The anchor's process. */
    public Pid process() {
        return anchor;
    }

    /** The program's process number, which is also its session's; of a process only while {@link #exit()} is empty. */
    public int program() {
        return programNumber;
    }

    /** The program's start in clock ticks since boot; empty when it had ended before this daemon came. */
    public OptionalLong programStart() {
        return programStart;
    }

    /** A handle on the program's process, to poll for its end; empty when it had ended before this daemon came. */
    public Optional<Pid> programProcess() {
        return program;
    }

    /** The {@code cgroup.procs} file of the control group that the program was started in, if it was given one. */
    public Optional<Path> group() {
        return group;
    }

    /** How the program ended, or empty while it runs. Doesn't wait. */
    public Optional<Exit> exit() {
        return awaitExit(Duration.ZERO);
    }

    /**
     * Waits for the program's end; empty when {@code limit} passed first. Output that is still in the terminal can be
     * read afterwards. Processes that the program left behind may go on.
     */
    public Optional<Exit> awaitExit(Duration limit) {
        if (program.isPresent() && !program.get().awaitEnd(limit)) {
            return Optional.empty();
        }
        // The anchor needs a moment between the program's end and the file.
        long deadline = System.nanoTime() + Math.min(Timeline.nanos(limit), WRITE_EXIT.toNanos());
        while (true) {
            boolean anchored = !anchor.hasEnded();
            Optional<Exit> exit = files.exit();
            if (exit.isPresent()) {
                return exit;
            }
            if (!anchored) {
                return Optional.of(new Exit.Unknown("its anchor, process " + anchor.number() + ", was killed"));
            }
            if (System.nanoTime() >= deadline) {
                return Optional.empty();
            }
            anchor.awaitEnd(Duration.ofMillis(1));
        }
    }

    /**
     * Ends the anchor and closes the terminal, which hangs up whoever still uses it. To be called when the program has
     * ended and its output has been read, or to give the session up. Leaves no zombie. Does nothing after a close.
     */
    public void release() {
        if (!anchor.handle().isOpen()) {
            return;
        }
        pty.close();
        anchor.signal(Pid.SIGKILL);
        if (anchor.awaitEnd(WRITE_EXIT)) {
            anchor.reap();
        }
        close();
    }

    /** Lets go of the session, which goes on. An anchor that this process started stays its child until it ends. */
    @Override
    public void close() {
        pty.close();
        anchor.close();
        program.ifPresent(Pid::close);
    }

    private static Optional<Pid> handle(AnchorRecord record) {
        if (!record.boot().equals(SystemFacts.bootId())) {
            return Optional.empty();
        }
        Optional<Pid> anchor = Pid.open(record.anchor());
        // Looked up after the handle is there: from now on the number can't pass to another process unnoticed.
        boolean same = ProcStat.of(record.anchor())
                .filter(stat -> stat.startTicks() == record.startTicks() && !stat.ended())
                .isPresent();
        if (!same) {
            anchor.ifPresent(Pid::close);
            return Optional.empty();
        }
        return anchor;
    }

    private static Optional<Pid> childOf(int parent, int child) {
        Optional<Pid> process = Pid.open(child);
        if (process.isPresent()
                && ProcStat.of(child).filter(stat -> stat.parent() == parent).isEmpty()) {
            process.get().close();
            return Optional.empty();
        }
        return process;
    }

    private static Optional<Integer> readNumber(Descriptor pipe) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(16);
            StringBuilder text = new StringBuilder();
            while (true) {
                int count = pipe.read(buffer);
                if (count == -Errno.EINTR.number()) {
                    continue;
                }
                if (count <= 0) {
                    return text.isEmpty()
                            ? Optional.empty()
                            : Optional.of(Integer.parseInt(text.toString().strip()));
                }
                byte[] bytes = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
                text.append(new String(bytes, StandardCharsets.US_ASCII));
            }
        }
    }

    private static void giveTerminal(Path slave, String user) {
        try {
            UserPrincipal owner =
                    slave.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            Files.setOwner(slave, owner);
        } catch (IOException e) {
            throw new ProgramException("can't run as " + user + ": " + e.getMessage());
        }
    }
}
