package dev.perdure.session.pty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.anchor.Anchor;
import dev.perdure.session.anchor.Exit;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.anchor.Placement;
import dev.perdure.session.anchor.Program;
import dev.perdure.session.anchor.SessionFiles;
import dev.perdure.session.linux.Pid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReactorTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    Path state;

    private final Reactor reactor = new Reactor(2);
    private final List<Anchor> anchors = new ArrayList<>();

    @AfterEach
    void end() {
        for (Anchor anchor : anchors) {
            anchor.programProcess().ifPresent(program -> program.signal(Pid.SIGKILL));
            anchor.release();
        }
        reactor.close();
    }

    @Test
    void everyTerminalGetsItsOwnOutputInOrderAndItsEnd() {
        List<Collected> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Collected collected = new Collected();
            all.add(collected);
            reactor.watch(start("sh", "-c", "stty -opost; seq " + i + " 1 2000").pty(), collected);
        }
        for (int i = 0; i < all.size(); i++) {
            Collected collected = all.get(i);
            await().atMost(LIMIT).until(() -> collected.ended);
            StringBuilder expected = new StringBuilder();
            for (int n = i; n <= 2000; n++) {
                expected.append(n).append('\n');
            }
            assertThat(collected.text()).isEqualTo(expected.toString());
            assertThat(collected.failure).isNull();
        }
    }

    /** A read that waits in the kernel would keep a carrier from all other virtual threads. */
    @Test
    void terminalsAreReadOnPlatformThreads() {
        List<Thread> readers = new CopyOnWriteArrayList<>();
        reactor.watch(start("echo", "hello").pty(), new Collected() {
            @Override
            public synchronized void output(byte[] bytes, int length) {
                readers.add(Thread.currentThread());
            }
        });
        await().atMost(LIMIT).until(() -> !readers.isEmpty());
        assertThat(readers).noneMatch(Thread::isVirtual);
    }

    @Test
    void aPausedTerminalMakesItsProgramWaitAndNobodyElse() throws Exception {
        AtomicLong flooded = new AtomicLong();
        Anchor flood = start("yes");
        Reactor.Watch watch = reactor.watch(flood.pty(), new Collected() {
            @Override
            public synchronized void output(byte[] bytes, int length) {
                flooded.addAndGet(length);
            }
        });
        await().atMost(LIMIT).until(() -> flooded.get() > 1_000_000);
        watch.pause();
        await().atMost(LIMIT).until(() -> flood.pty().available() >= 4000);
        long paused = flooded.get();
        Collected other = new Collected();
        Anchor reader = start("sh", "-c", "read x; echo got $x");
        reactor.watch(reader.pty(), other);
        reader.pty().write("it\n".getBytes(StandardCharsets.UTF_8), 0, 3);
        await().atMost(LIMIT).until(() -> other.text().contains("got it"));
        assertThat(flooded.get()).isEqualTo(paused);
        watch.resume();
        await().atMost(LIMIT).until(() -> flooded.get() > paused);
    }

    @Test
    void tellsTheEndOfAProcess() throws Exception {
        Anchor anchor = start("sh", "-c", "read x; exit 4");
        CountDownLatch ended = new CountDownLatch(1);
        reactor.watchEnd(anchor.programProcess().orElseThrow(), ended::countDown);
        assertThat(ended.getCount()).isEqualTo(1);
        anchor.pty().write(new byte[] {'\n'}, 0, 1);
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(anchor.awaitExit(LIMIT)).contains(new Exit.Exited(4));
    }

    @Test
    void aTerminalClosedWhileTheAnchorHoldsItIsNotReportedForItsSuccessor() throws IOException {
        long watchedBefore = watched();
        Anchor anchor = start("sh", "-c", "while read x; do echo got $x; done");
        Collected first = new Collected();
        reactor.watch(anchor.pty(), first);
        assertThat(watched()).isEqualTo(watchedBefore + 1);
        anchor.close();
        assertThat(watched()).isEqualTo(watchedBefore);
        Anchor again = Anchor.adopt(anchor.files());
        anchors.set(0, again);
        Collected second = new Collected();
        reactor.watch(again.pty(), second);
        again.pty().write("it\n".getBytes(StandardCharsets.UTF_8), 0, 3);
        await().atMost(LIMIT).until(() -> second.text().contains("got it"));
        assertThat(first.text()).isEmpty();
    }

    @Test
    void aFailingListenerEndsItsOwnWatchOnly() {
        Collected failing = new Collected() {
            @Override
            public synchronized void output(byte[] bytes, int length) {
                throw new IllegalStateException("can't take it");
            }
        };
        reactor.watch(start("yes").pty(), failing);
        await().atMost(LIMIT).until(() -> failing.failure != null);
        Collected other = new Collected();
        reactor.watch(start("echo", "one").pty(), other);
        reactor.watch(start("echo", "two").pty(), new Collected());
        await().atMost(LIMIT).until(() -> other.text().contains("one"));
    }

    /** How many open files the kernel watches for this process: the tfd lines of its epoll sets, proc_pid_fdinfo(5). */
    private static long watched() throws IOException {
        long count = 0;
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                if (Files.isSymbolicLink(link)
                        && Files.readSymbolicLink(link).toString().equals("anon_inode:[eventpoll]")) {
                    count += Files.readString(Path.of(
                                    "/proc/self/fdinfo", link.getFileName().toString()))
                            .lines()
                            .filter(line -> line.startsWith("tfd:"))
                            .count();
                }
            }
        }
        return count;
    }

    private Anchor start(String... command) {
        Anchor anchor = Anchor.start(
                SessionFiles.create(state.resolve("s" + anchors.size())),
                Program.of(List.of(command), LiveTerminal.environment(), state),
                TerminalSize.DEFAULT,
                Placement.NONE);
        anchors.add(anchor);
        return anchor;
    }

    private static class Collected implements OutputListener {
        private final StringBuilder text = new StringBuilder();
        volatile boolean ended;
        volatile @Nullable RuntimeException failure;

        synchronized String text() {
            return text.toString();
        }

        @Override
        public synchronized void output(byte[] bytes, int length) {
            text.append(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void end() {
            ended = true;
        }

        @Override
        public void failed(RuntimeException failure) {
            this.failure = failure;
        }
    }
}
