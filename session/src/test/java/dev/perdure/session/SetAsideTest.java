package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.session.linux.Pid;
import dev.perdure.session.operator.Right;
import dev.perdure.session.pty.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one session has on disk stops neither the host nor other sessions, and no host stops its program. */
class SetAsideTest {
    @TempDir
    Path state;

    @Test
    void aSessionThatCannotBeAdoptedIsSetAsideWithItsReasonAndTheOthersGoOn() throws Exception {
        String broken;
        int program;
        try (Sessions first = Hosts.open(state)) {
            Session session = first.start(Hosts.spec(state, "broken", "sleep", "1000"));
            broken = session.id();
            program = session.program().orElseThrow();
            Session whole = first.start(Hosts.bash(state, "whole"));
            Hosts.type(whole, "echo kept\n");
            await().atMost(Duration.ofSeconds(30)).until(() -> Hosts.text(whole).contains("\nkept"));
        }
        Path record = state.resolve("sessions").resolve(broken).resolve(SessionRecord.FILE);
        String right = Files.readString(record);
        Files.writeString(record, "{\"version\":1,");
        try (Sessions second = Hosts.open(state)) {
            assertThat(Hosts.text(second.get("whole"))).contains("\nkept");
            assertThat(second.find("broken")).isEmpty();
            assertThat(second.setAside()).singleElement().satisfies(each -> {
                assertThat(each.id()).isEqualTo(broken);
                assertThat(each.reason()).isNotBlank();
            });
            assertThat(Pid.open(program)).hasValueSatisfying(pid -> {
                assertThat(pid.hasEnded()).isFalse();
                pid.close();
            });
        }
        Files.writeString(record, right);
        try (Sessions third = Hosts.open(state)) {
            assertThat(third.setAside()).isEmpty();
            assertThat(third.get("broken").state()).isEqualTo(new SessionState.Running());
            third.endAll();
        }
    }

    @Test
    void aScreenFileThatIsTooLargeOrDamagedIsMadeAgainFromTheOutput() throws Exception {
        Path screen;
        try (Sessions first = Hosts.open(state)) {
            Session session = first.start(Hosts.bash(state, "dev"));
            Hosts.type(session, "echo kept\n");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Hosts.text(session).contains("\nkept"));
            screen = session.files().directory().resolve(ScreenFile.FILE);
        }
        byte[] large = "\033]8;;x\033\\y".repeat(8_000_000).getBytes(StandardCharsets.US_ASCII);
        new ScreenFile(1, Hosts.spec(state, "x", "x").size(), large).write(Objects.requireNonNull(screen.getParent()));
        try (Sessions second = Hosts.open(state)) {
            assertThat(Hosts.text(second.get("dev"))).contains("\nkept");
        }
        Files.write(screen, new byte[100]);
        try (Sessions third = Hosts.open(state)) {
            assertThat(Hosts.text(third.get("dev"))).contains("\nkept");
            third.endAll();
        }
    }

    /** Each of the commands, of four bytes, changes every cell of a screen of the largest size. */
    @Test
    void outputThatIsMuchWorkHoldsUpNoOtherSession() throws Exception {
        try (Sessions sessions = Sessions.open(state, new SessionsOptions(Clock.systemUTC(), 1, 100))) {
            Session quick = sessions.start(Hosts.bash(state, "quick"));
            Session heavy = sessions.start(Hosts.spec(
                    state,
                    "heavy",
                    "sh",
                    "-c",
                    "read x; for i in 1 2 3 4 5 6; do printf '\\033[2J\\033[2J\\033[2J\\033[2J%.0s' $(seq"
                            + " 100); done; sleep 1000"));
            heavy.allow(Hosts.HOST, Right.GOVERN);
            heavy.resize(Hosts.HOST, new TerminalSize(2_000, 2_000));
            Hosts.type(heavy, "\n");
            long longest = 0;
            for (int i = 0; i < 10; i++) {
                String mark = "mark" + i;
                long began = System.nanoTime();
                Hosts.type(quick, "echo " + mark + "\n");
                await().pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> Hosts.text(quick).contains("\n" + mark));
                longest = Math.max(longest, System.nanoTime() - began);
            }
            System.out.println("longest echo: " + longest / 1_000_000 + " ms");
            assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
            Hosts.end(sessions);
        }
    }
}
