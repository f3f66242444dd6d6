package dev.perdure.session.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.linux.Pid;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTruthTest {
    private static final int SELF = (int) ProcessHandle.current().pid();

    @TempDir
    Path state;

    @Test
    void theTreeOfASessionIsAsTheKernelSaysIt() {
        Instant before = Instant.now();
        try (LiveTerminal terminal =
                LiveTerminal.start(state, "sh", "-c", "cd /usr; setsid sleep 1001 & sleep 1002 & echo up; wait")) {
            terminal.expect("up");
            int program = terminal.anchor().program();
            await().until(() -> ProcessTree.of(program).stream()
                            .filter(process -> process.command().equals("sleep"))
                            .count()
                    == 2);
            List<ProcessInfo> tree = ProcessTree.of(program);
            assertThat(tree).hasSize(3);
            ProcessInfo shell = tree.getFirst();
            assertThat(shell.pid()).isEqualTo(program);
            assertThat(shell.parent()).isEqualTo(terminal.anchor().process().number());
            assertThat(shell.directory()).contains(Path.of("/usr"));
            assertThat(shell.foreground()).isTrue();
            assertThat(shell.residentBytes()).isBetween(50_000L, 50_000_000L);
            assertThat(shell.started())
                    .isBetween(before.minusSeconds(2), Instant.now().plusSeconds(2));
            assertThat(tree.subList(1, 3)).allMatch(process -> process.parent() == program);
            assertThat(tree).extracting(ProcessInfo::title).contains("sleep 1001", "sleep 1002");
            ProcessInfo apart = tree.stream()
                    .filter(process -> process.title().equals("sleep 1001"))
                    .findFirst()
                    .orElseThrow();
            assertThat(apart.session()).isEqualTo(apart.pid());
            assertThat(apart.foreground()).isFalse();
        }
    }

    @Test
    void aStoppedProcessIsToldFromOneThatSleepsAndOneThatIsGone() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "sh", "-c", "sleep 1001 & echo up; wait")) {
            terminal.expect("up");
            int program = terminal.anchor().program();
            await().until(() -> stateOf(program, "sleep") == 'S');
            int job = ProcessTree.of(program).getLast().pid();
            Pid.kill(job, Pid.SIGSTOP);
            await().until(() -> stateOf(program, "sleep") == 'T');
            Pid.kill(job, Pid.SIGKILL);
            await().until(() -> ProcessTree.of(program).stream().noneMatch(process -> process.pid() == job));
        }
    }

    /** The state of the program's process with that command; 0 when there is none. */
    private static char stateOf(int program, String command) {
        return ProcessTree.of(program).stream()
                .filter(process -> process.command().equals(command))
                .map(ProcessInfo::state)
                .findFirst()
                .orElse('\0');
    }

    @Test
    void processorTimeIsCounted() {
        try (LiveTerminal terminal = LiveTerminal.start(
                state, "sh", "-c", "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo up; read x")) {
            terminal.expect("up");
            ProcessInfo shell = ProcessTree.of(terminal.anchor().program()).getFirst();
            assertThat(shell.cpu()).isBetween(Duration.ofMillis(10), Duration.ofSeconds(60));
        }
    }

    @Test
    void saysWhoServesAPort() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            List<SocketInfo> served = Sockets.whoServes(port);
            assertThat(served).hasSize(1);
            assertThat(served.getFirst().owner()).isEqualTo(OptionalInt.of(SELF));
            assertThat(served.getFirst().local()).endsWith("127.0.0.1:" + port);

            try (Socket client = new Socket(server.getInetAddress(), port)) {
                assertThat(Sockets.of(List.of(SELF))).anySatisfy(socket -> {
                    assertThat(socket.state()).isEqualTo("ESTABLISHED");
                    assertThat(socket.localPort()).isEqualTo(OptionalInt.of(client.getLocalPort()));
                    assertThat(socket.remote())
                            .hasValueSatisfying(remote -> assertThat(remote).endsWith("127.0.0.1:" + port));
                });
            }
        }
        assertThat(Sockets.whoServes(port)).isEmpty();
    }

    @Test
    void saysWhichUnixSocketsAProcessListensOn() throws Exception {
        Path path = state.resolve("door");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            assertThat(Sockets.of(List.of(SELF)))
                    .anyMatch(socket -> socket.listening() && socket.local().equals(path.toString()));
        }
    }

    @Test
    void readsTheKernelsTables() {
        SocketInfo six = SocketTable.internet(
                SocketInfo.Kind.TCP6,
                "  1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A "
                        + "00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0");
        assertThat(six.local()).isEqualTo("[0:0:0:0:0:0:0:1]:8080");
        assertThat(six.listening()).isTrue();
        assertThat(six.inode()).isEqualTo(4711);
        SocketInfo abstractOne = SocketTable.unix("0000: 00000002 00000000 00010000 0001 01 12 @/tmp/a b");
        assertThat(abstractOne.local()).isEqualTo("@/tmp/a b");
        assertThat(abstractOne.listening()).isTrue();
    }

    @Test
    void openFilesHaveOffsetsAndLocks() throws Exception {
        Path file = state.resolve("data");
        try (RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw")) {
            data.write(new byte[100]);
            data.seek(42);
            try (var lock = data.getChannel().lock(10, 20, false)) {
                OpenFile open = find(file);
                assertThat(lock.isValid()).isTrue();
                assertThat(open.offset()).isEqualTo(42);
                assertThat(open.access()).isEqualTo(OpenFile.Access.READ_WRITE);
                assertThat(open.deleted()).isFalse();
                assertThat(open.locks()).containsExactly(new OpenFile.Lock("POSIX", true, "10 29"));
            }
            Files.delete(file);
            assertThat(find(file).deleted()).isTrue();
        }
    }

    private static OpenFile find(Path file) {
        return OpenFile.of(SELF).stream()
                .filter(open -> open.target().equals(file.toString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aCommandMayHoldSpacesAndParentheses() {
        ProcStat stat = ProcStat.parse("12 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23");
        assertThat(stat.command()).isEqualTo("a) b (c");
        assertThat(stat.state()).isEqualTo('S');
        assertThat(stat.parent()).isEqualTo(1);
        assertThat(stat.session()).isEqualTo(3);
        assertThat(stat.startTicks()).isEqualTo(19);
    }

    @Test
    void saysInWhichSystemCallAProcessWaits() {
        try (LiveTerminal terminal = LiveTerminal.start(state, "cat")) {
            int program = terminal.anchor().program();
            await().until(() ->
                    SystemCall.of(program).filter(SystemCall::isRead).isPresent());
            SystemCall call = SystemCall.of(program).orElseThrow();
            assertThat(call.first()).isZero();
            assertThat(call.makesProcess()).isFalse();
        }
        assertThat(SystemCall.parse("running\n")).isEmpty();
        assertThat(SystemCall.parse("-1 0x7fffa8f3ad30 0x4005d0\n")).isEmpty();
        assertThat(SystemCall.parse("63 0xffffffffffffff9c 0x0 0x0 0x0 0x0 0x0 0xffffd1 0xffff9\n"))
                .contains(new SystemCall(63, -100, 0));
    }

    @Test
    void aProcessThatIsGoneIsEmptyNotAnError() {
        int none = 2_000_000_000;
        assertThat(ProcStat.of(none)).isEmpty();
        assertThat(SystemCall.of(none)).isEmpty();
        assertThat(ProcessTree.of(none)).isEmpty();
        assertThat(OpenFile.of(none)).isEmpty();
        assertThat(Sockets.of(List.of(none))).isEmpty();
    }
}
