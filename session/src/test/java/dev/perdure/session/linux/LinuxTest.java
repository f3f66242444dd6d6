package dev.perdure.session.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxTest {
    @TempDir
    Path directory;

    @Test
    void elsewhereItSaysWhatItNeeds() {
        assertThat(Platform.obstacle("Linux", "amd64")).isEmpty();
        assertThat(Platform.obstacle("Linux", "aarch64")).isEmpty();
        assertThat(Platform.obstacle("Mac OS X", "aarch64"))
                .contains("live sessions are not supported here yet: this is Mac OS X on aarch64, "
                        + "they need Linux on x86-64 or arm64");
        assertThat(Platform.obstacle("Linux", "riscv64")).isPresent();
    }

    @Test
    void aFailedCallNamesItselfAndTheError() {
        assertThatThrownBy(() -> new Spawn(Path.of("/no/such/program"), List.of("x"), Map.of(), Path.of("/")).start())
                .isInstanceOfSatisfying(NativeException.class, e -> {
                    assertThat(e.errno()).isEqualTo(Errno.ENOENT);
                    assertThat(e).hasMessage("posix_spawn /no/such/program in /: ENOENT (no such file or directory)");
                });
    }

    @Test
    void aSpawnedProcessIsAloneInItsSessionAndCollectedOnce() {
        int number = new Spawn(Path.of("/bin/sh"), List.of("sh", "-c", "exit 0"), Map.of(), Path.of("/")).start();
        try (Pid process = Pid.open(number).orElseThrow()) {
            assertThat(process.awaitEnd(Duration.ofSeconds(20))).isTrue();
            assertThat(process.reap()).isTrue();
            assertThat(process.reap()).isFalse();
            assertThat(process.signal(Pid.SIGTERM)).isFalse();
        }
        assertThat(Pid.open(number)).isEmpty();
    }

    /** Signal 0 only asks, so that a build without the refusal survives this test. */
    @Test
    void noSignalGoesToOurOwnGroupOrToEverybody() {
        assertThatThrownBy(() -> Pid.kill(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pid.kill(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDescriptorArrivesInAnotherHand() throws Exception {
        Path door = directory.resolve("door");
        try (Pipe pipe = Pipe.open();
                Descriptor listener = HandOver.listen(door)) {
            Thread sender = Thread.ofPlatform().start(() -> HandOver.send(door, pipe.writeEnd()));
            Descriptor received =
                    HandOver.receive(listener, Duration.ofSeconds(20)).orElseThrow();
            assertThat(sender.join(Duration.ofSeconds(20))).isTrue();
            assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + received.number())))
                    .isEqualTo(Files.readSymbolicLink(
                            Path.of("/proc/self/fd/" + pipe.writeEnd().number())));
            received.close();
        }
        assertThatThrownBy(() -> HandOver.listen(Path.of("/" + "x".repeat(108))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyDescriptorOfOursClosesOnExec() throws Exception {
        try (Pipe pipe = Pipe.open();
                Wakeup wakeup = new Wakeup();
                Epoll epoll = new Epoll();
                Descriptor master = Terminals.open();
                Pid self = Pid.open((int) ProcessHandle.current().pid()).orElseThrow();
                Descriptor copy = self.copyDescriptor(pipe.readEnd().number())) {
            epoll.add(pipe.readEnd(), 1);
            for (Descriptor descriptor :
                    List.of(pipe.readEnd(), pipe.writeEnd(), wakeup.descriptor(), master, self.handle(), copy)) {
                assertThat(flags(descriptor.number()) & 02000000).isNotZero();
                assertThat(descriptor.number()).isGreaterThan(Spawn.LAST);
            }
        }
    }

    private static int flags(int number) throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/fdinfo/" + number))) {
            String line =
                    lines.filter(text -> text.startsWith("flags:")).findFirst().orElseThrow();
            return Integer.parseInt(line.substring(6).strip(), 8);
        }
    }

    @Test
    void knowsTheUsersAndTheMachine() {
        assertThat(Account.of("root")).contains(new Account("root", 0, 0));
        assertThat(Account.of("no-such-user")).isEmpty();
        assertThat(SystemFacts.pageSize()).isIn(4096L, 16384L, 65536L);
        assertThat(SystemFacts.boot()).isBefore(Instant.now());
        assertThat(SystemFacts.bootId()).hasSize(36);
    }
}
