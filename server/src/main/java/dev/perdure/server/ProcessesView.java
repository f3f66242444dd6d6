package dev.perdure.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.session.Session;
import dev.perdure.session.process.OpenFile;
import dev.perdure.session.process.ProcessInfo;
import dev.perdure.session.process.SocketInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What runs in a session, as the kernel says at the moment: parents before children, then sockets, then open files. */
record ProcessesView(SessionView session, List<Running> processes, List<Socket> sockets, List<File> files) {
    /**
     * A process.
     *
     * @param title its command line
     * @param state one letter of proc_pid_stat(5)
     * @param foreground whether the keyboard's signals reach it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Running(
            int pid,
            int parent,
            String command,
            String title,
            @Nullable String directory,
            String state,
            long cpuMillis,
            long residentBytes,
            Instant startedAt,
            boolean foreground) {}

    /** A socket and a process that has it open. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Socket(
            String kind,
            String local,
            @Nullable Integer port,
            @Nullable String remote,
            boolean listening,
            String state,
            @Nullable Integer pid) {}

    /** What a process has open. */
    record File(int pid, int descriptor, String target, long offset, String access, boolean deleted) {}

    static ProcessesView of(Session session) {
        return new ProcessesView(
                SessionView.of(session),
                session.processes().stream().map(ProcessesView::running).toList(),
                session.sockets().stream().map(ProcessesView::socket).toList(),
                session.openFiles().stream().map(ProcessesView::file).toList());
    }

    private static Running running(ProcessInfo process) {
        return new Running(
                process.pid(),
                process.parent(),
                process.command(),
                process.title(),
                process.directory().map(Path::toString).orElse(null),
                String.valueOf(process.state()),
                process.cpu().toMillis(),
                process.residentBytes(),
                process.started(),
                process.foreground());
    }

    private static Socket socket(SocketInfo socket) {
        return new Socket(
                SessionView.word(socket.kind()),
                socket.local(),
                socket.localPort().isPresent() ? (Integer) socket.localPort().getAsInt() : null,
                socket.remote().orElse(null),
                socket.listening(),
                socket.state(),
                socket.owner().isPresent() ? (Integer) socket.owner().getAsInt() : null);
    }

    private static File file(OpenFile file) {
        return new File(
                file.pid(),
                file.number(),
                file.target(),
                file.offset(),
                SessionView.word(file.access()),
                file.deleted());
    }
}
