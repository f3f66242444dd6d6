package dev.perdure.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.server.attach.Frame;
import dev.perdure.server.attach.FrameChannel;
import dev.perdure.session.screen.Screen;
import dev.perdure.session.screen.ScreenOptions;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attachments over the socket, frame by frame. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttachDoorTest {
    @TempDir
    Path directory;

    private StateDirectory state;
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        state = new StateDirectory(directory.resolve("state"));
        daemon = Daemon.start(DaemonOptions.of(state));
        new SocketClient(state)
                .post("/v1/sessions", "{\"name\": \"dev\", \"argv\": [\"sh\"], \"env\": {\"PS1\": \"$ \"}}");
    }

    @AfterEach
    void stop() throws IOException {
        new SocketClient(state).post("/v1/shutdown", "{\"endSessions\": true}");
        daemon.close();
    }

    @Test
    void aClientThatDoesNotReadStallsNobody() throws IOException {
        try (FrameChannel stalled = join("dev", Frame.FROM_SCREEN);
                FrameChannel quick = join("dev", Frame.FROM_SCREEN)) {
            quick.write(new Frame.Input("seq 400000; echo al''l-of-it\r".getBytes(UTF_8)));
            until(quick, "all-of-it");
            quick.write(new Frame.Input("echo aft''er\r".getBytes(UTF_8)));
            until(quick, "after");
            // What it gets in the end is the screen as it is now, told as such, after less than all of the output.
            long got = 0;
            @Nullable Frame last = stalled.read();
            while (!(last instanceof Frame.Screen screen && screen.again())) {
                got += last instanceof Frame.Output output ? output.bytes().length : 0;
                last = Objects.requireNonNull(stalled.read());
            }
            assertThat(got).isLessThan(2 << 20);
            until(stalled, last, "after");
        }
    }

    @Test
    void aWindowOfAnotherSizeIsPaintedAndGetsTheScreenWhenItFits() throws IOException {
        try (FrameChannel whole = join("dev", Frame.FROM_SCREEN);
                FrameChannel part = open(new Frame.Hello("dev", "", true, false, true, 50, 10, Frame.FROM_SCREEN, 0))) {
            assertThat(part.read()).isInstanceOf(Frame.Joined.class);
            whole.write(new Frame.Input("echo who''le\r".getBytes(UTF_8)));
            until(whole, "whole");
            String painted = "";
            while (!painted.contains("whole")) {
                Frame frame = part.read();
                assertThat(frame).isInstanceOf(Frame.Painted.class);
                painted += new String(((Frame.Painted) Objects.requireNonNull(frame)).bytes(), UTF_8);
            }
            part.write(new Frame.Window(80, 24));
            Frame frame = part.read();
            while (frame instanceof Frame.Painted) {
                frame = part.read();
            }
            assertThat(frame)
                    .isInstanceOfSatisfying(
                            Frame.Screen.class,
                            screen -> assertThat(screen.columns()).isEqualTo(80));
        }
    }

    @Test
    void anotherUsersProcessIsHungUpOnAndTheOwnersIsToldWhereSessionsCannotRun() throws IOException {
        var hello = new Frame.Hello("dev", "", false, false, false, 80, 24, Frame.FROM_SCREEN, 0);
        UserPrincipal owner = Owner.ofThisProcess();
        for (UserPrincipal served : List.<UserPrincipal>of(owner, () -> "somebody-else")) {
            Path socket = directory.resolve("door");
            var none = new HostedSessions(Optional.empty());
            try (var door = new AttachDoor(socket, served, none, new Operators(owner))) {
                door.open();
                try (FrameChannel channel = connect(socket)) {
                    Frame answer = answer(channel, hello);
                    if (served.equals(owner)) {
                        assertThat(answer).isInstanceOfSatisfying(Frame.Refused.class, refused -> {
                            assertThat(refused.code()).isEqualTo("unsupported");
                            assertThat(refused.detail()).contains("not supported here yet");
                        });
                    } else {
                        assertThat(answer).isNull();
                    }
                }
            }
        }
    }

    /** Null when the other side hangs up, be it before it was asked. */
    private static @Nullable Frame answer(FrameChannel channel, Frame.Hello hello) {
        try {
            channel.write(hello);
            return channel.read();
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void outputGoesOnAtTheOffsetWhereAClientStopped() throws IOException {
        long next;
        try (FrameChannel first = join("dev", Frame.FROM_SCREEN)) {
            first.write(new Frame.Input("echo on''e\r".getBytes(UTF_8)));
            next = until(first, "one");
        }
        try (FrameChannel other = join("dev", Frame.FROM_SCREEN)) {
            other.write(new Frame.Input("echo tw''o\r".getBytes(UTF_8)));
            until(other, "two");
        }
        try (FrameChannel again = join("dev", next)) {
            Frame frame = again.read();
            while (!(frame instanceof Frame.Output)) {
                assertThat(frame).isInstanceOf(Frame.Resized.class);
                frame = again.read();
            }
            assertThat(((Frame.Output) frame).offset()).isEqualTo(next);
        }
    }

    @Test
    void aSessionThatIsNotThereIsRefusedWithTheCodeOfHttp() throws IOException {
        try (FrameChannel channel = open("none", Frame.FROM_SCREEN)) {
            assertThat(channel.read())
                    .isEqualTo(new Frame.Refused(404, "session_not_found", "There is no session called none."));
            assertThat(channel.read()).isNull();
        }
    }

    @Test
    void anObservingWindowIsToldThatItDoesNotTypeWhileAnotherOfTheSamePersonDoes() throws IOException {
        try (FrameChannel hands = join("dev", Frame.FROM_SCREEN);
                FrameChannel eyes = open(new Frame.Hello("dev", "", true, false, true, 50, 10, Frame.FROM_SCREEN, 0))) {
            assertThat(eyes.read()).isInstanceOf(Frame.Joined.class);
            eyes.write(new Frame.Window(60, 12));
            eyes.write(new Frame.Input("echo ey''es\r".getBytes(UTF_8)));
            Frame frame = eyes.read();
            while (!(frame instanceof Frame.Notice)) {
                frame = eyes.read();
            }
            assertThat(((Frame.Notice) frame).code()).isEqualTo("right_missing");
            hands.write(new Frame.Input("echo ha''nds $(stty size)\r".getBytes(UTF_8)));
            until(hands, "hands 24 80");
        }
        String output = new SocketClient(state).get("/v1/sessions/dev/output").body();
        assertThat(output).contains("hands").doesNotContain("eyes");
        try (FrameChannel both = open(new Frame.Hello("dev", "", true, true, true, 50, 10, Frame.FROM_SCREEN, 0))) {
            assertThat(both.read()).isInstanceOf(Frame.Refused.class);
        }
    }

    @Test
    void theEndOfTheSessionIsTold() throws IOException {
        try (FrameChannel channel = join("dev", Frame.FROM_SCREEN)) {
            channel.write(new Frame.Input("exit 5\r".getBytes(UTF_8)));
            Frame frame = channel.read();
            while (frame instanceof Frame.Output || frame instanceof Frame.Screen) {
                frame = channel.read();
            }
            assertThat(frame).isEqualTo(new Frame.Over("ended", 5, "ended with exit code 5"));
        }
    }

    private FrameChannel open(String session, long from) throws IOException {
        return open(new Frame.Hello(session, "", false, false, false, 80, 24, from, 100));
    }

    private FrameChannel open(Frame.Hello hello) throws IOException {
        FrameChannel frames = connect(SocketPath.ofAttach(state));
        frames.write(hello);
        return frames;
    }

    private static FrameChannel connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        return new FrameChannel(channel, FrameChannel.DAEMON_LIMIT);
    }

    private FrameChannel join(String session, long from) throws IOException {
        FrameChannel frames = open(session, from);
        assertThat(frames.read()).isInstanceOf(Frame.Joined.class);
        return frames;
    }

    /** Reads until the text was put out or painted; returns the offset behind it. */
    private static long until(FrameChannel channel, String text) throws IOException {
        return until(channel, channel.read(), text);
    }

    /** The same with a frame that was read already. What counts is all that came: a text may lie across a screen and what follows it. */
    private static long until(FrameChannel channel, @Nullable Frame first, String text) throws IOException {
        Screen shown = new Screen(80, 24, ScreenOptions.DEFAULT);
        String tail = "";
        for (Frame frame = first; frame != null; frame = channel.read()) {
            long next = -1;
            if (frame instanceof Frame.Output(long offset, byte[] bytes)) {
                shown.feed(bytes);
                tail = tail + new String(bytes, UTF_8);
                next = offset + bytes.length;
            } else if (frame instanceof Frame.Screen screen) {
                shown = new Screen(80, 24, ScreenOptions.DEFAULT);
                shown.feed(screen.bytes());
                next = screen.offset();
            }
            if (next >= 0 && (tail.contains(text) || shown.text().contains(text))) {
                return next;
            }
            tail = tail.substring(Math.max(0, tail.length() - 100));
        }
        throw new AssertionError("the connection ended before " + text);
    }
}
