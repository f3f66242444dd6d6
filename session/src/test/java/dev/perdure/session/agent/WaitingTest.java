package dev.perdure.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.session.SessionException;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.screen.PatternException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class WaitingTest extends OwnSessions {
    private AgentTerminal start(String script) {
        return start(SessionSpec.of("s", List.of("sh", "-c", script), LiveTerminal.environment(), state));
    }

    @Test
    void whatIsNotMetSaysForHowLongItWasQuiet() throws Exception {
        AgentTerminal terminal = start("echo once; read stop");
        assertThat(terminal.waitFor(new Until.Quiet(Duration.ofMillis(300)), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("never"), 0), Duration.ofMillis(200)))
                .isInstanceOfSatisfying(Waited.NotMet.class, not -> {
                    assertThat(not.quiet()).isGreaterThan(Duration.ofMillis(500));
                    assertThat(not.offset()).isEqualTo("once\r\n".length());
                    assertThat(not.over()).isFalse();
                });
    }

    @Test
    void whatIsTypedEndsTheQuiet() throws Exception {
        AgentTerminal terminal = start("stty -echo; echo ready; cat >/dev/null");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("ready"), 0), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        assertThat(terminal.waitFor(new Until.Quiet(Duration.ofMillis(500)), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        terminal.send("x");
        assertThat(terminal.waitFor(new Until.Quiet(Duration.ofSeconds(20)), Duration.ZERO))
                .isInstanceOfSatisfying(
                        Waited.NotMet.class, not -> assertThat(not.quiet()).isLessThan(Duration.ofSeconds(20)));
    }

    @Test
    void theLastWordsOfASessionAreSeen() throws Exception {
        for (int i = 0; i < 20; i++) {
            AgentTerminal terminal = start("seq 5000; printf last-words");
            assertThat(terminal.waitFor(new Until.Printed(Pattern.compile("last-words"), 0), PATIENCE))
                    .isInstanceOf(Waited.Met.class);
            sessions.get("s").awaitEnd(PATIENCE);
        }
    }

    @Test
    void aHostThatClosesEndsTheWaitAndNotTheSession() throws Exception {
        AgentTerminal terminal = start("echo on; read stop");
        assertThat(terminal.waitFor(new Until.Printed(Pattern.compile("on"), 0), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Waited> wait = new FutureTask<>(() -> {
            begun.countDown();
            return terminal.waitFor(new Until.Printed(Pattern.compile("never"), 0), Duration.ofMinutes(10));
        });
        Thread.ofVirtual().start(wait);
        begun.await();
        sessions.close();
        assertThatThrownBy(() -> wait.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        SessionException.class, e -> assertThat(e.reason()).isEqualTo(SessionException.Reason.CLOSED));
        sessions = Sessions.open(state, SessionsOptions.DEFAULT);
        assertThat(sessions.get("s").state().alive()).isTrue();
    }

    @Test
    void aPatternThatNeverGetsDoneIsRefused() throws Exception {
        AgentTerminal terminal = start("echo " + "a".repeat(70) + "; read stop");
        assertThat(terminal.waitFor(new Until.Text(Pattern.compile("a{70}"), 0), PATIENCE))
                .isInstanceOf(Waited.Met.class);
        Pattern hopeless = Pattern.compile("a*a*a*a*a*a*a*a*a*b");
        assertThatThrownBy(() -> terminal.waitFor(new Until.Text(hopeless, 0), PATIENCE))
                .isInstanceOf(PatternException.class);
        assertThatThrownBy(() -> terminal.search(hopeless, 10)).isInstanceOf(PatternException.class);
        assertThat(terminal.readScreen().text()).isEqualTo("a".repeat(70));
    }
}
