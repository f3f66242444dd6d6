package dev.perdure.session.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.perdure.api.SessionSettings;
import dev.perdure.api.spi.HostedCommand;
import dev.perdure.api.spi.HostedCommand.Standing;
import dev.perdure.api.spi.SessionBinding;
import dev.perdure.api.spi.SessionHost.Readiness;
import dev.perdure.api.spi.SessionHost.Ticket;
import dev.perdure.session.Session;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.screen.Screen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TaskSessionsTest {
    private static final Operator PERSON = Operator.human("ann");
    private static final Duration PART = Duration.ofMillis(500);

    @TempDir
    Path state;

    private Sessions sessions;
    private TaskSessions host;

    @BeforeEach
    void open() {
        sessions = Sessions.open(state, SessionsOptions.DEFAULT);
        host = TaskSessions.on(sessions);
    }

    @AfterEach
    void end() {
        sessions.endAll();
        close();
    }

    private void close() {
        host.close();
        sessions.close();
    }

    private void anotherHost() {
        close();
        open();
    }

    private SessionSettings settings = SessionSettings.SHELL;

    private SessionBinding binding() {
        return new SessionBinding("t:1", "build", settings.in(state).withCommand("bash", "--norc", "--noprofile"));
    }

    private void withoutIntegration() {
        settings = settings.withEnvironment(Map.of("PERDURE_SHELL_INTEGRATION", "off"));
    }

    private Ticket prepared() throws InterruptedException {
        while (true) {
            if (host.prepare(binding(), PART) instanceof Readiness.Ready ready) {
                return ready.ticket();
            }
        }
    }

    private Session session() {
        Session session = sessions.get("t-1.build");
        session.allow(PERSON, Right.GOVERN);
        return session;
    }

    private void personTypes(String text) {
        session().send(PERSON, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Standing followed(HostedCommand command) throws InterruptedException {
        while (true) {
            Standing standing = command.look(PART);
            if (!(standing instanceof Standing.Running)) {
                return standing;
            }
        }
    }

    private static int exitOf(Standing standing) {
        return ((Standing.Ended) standing).result().exitCode();
    }

    @Test
    void whatWasPreparedAndNotTypedIsKnownAsThatByTheNextHost() throws Exception {
        Ticket ticket = prepared();
        assertThat(host.find(binding(), ticket).look(PART)).isEqualTo(new Standing.NeverTyped());
        anotherHost();
        assertThat(host.find(binding(), ticket).look(PART)).isEqualTo(new Standing.NeverTyped());
        sessions.endAll();
        assertThat(host.find(binding(), ticket).look(PART)).isEqualTo(new Standing.NeverTyped());
    }

    @Test
    void whatWasTypedIsFoundByTheNextHostAndTheOneAfterIt() throws Exception {
        Ticket ticket = prepared();
        assertThat(host.type(binding(), ticket, "sleep 1; echo late; (exit 4)")).isPresent();
        anotherHost();
        assertThat(exitOf(followed(host.find(binding(), ticket)))).isEqualTo(4);
        anotherHost();
        Standing.Ended again = (Standing.Ended) host.find(binding(), ticket).look(PART);
        assertThat(again.result().output()).isEqualTo("late\n");
        sessions.endAll();
        assertThat(host.find(binding(), ticket).look(PART)).isEqualTo(again);
    }

    @Test
    void whatTheShellHasNotBegunIsWaitedFor() throws Exception {
        Ticket ticket = prepared();
        personTypes("sleep 2\r");
        await().until(() -> session().processes().stream()
                .anyMatch(process -> process.title().equals("sleep 2")));
        // As a host would that hasn't seen it: the terminal keeps the line until the shell reads again.
        CommandTicket known = CommandTicket.of(ticket);
        Session session = session();
        String line = " printf '\\033]133;C;perdure=" + known.handle().nonce()
                + "\\007'; echo begun; printf '\\033]133;D;%s;perdure="
                + known.handle().nonce() + "\\007' $?\r";
        session.send(PERSON, line.getBytes(StandardCharsets.UTF_8));
        HostedCommand found = host.find(binding(), ticket);
        assertThat(found.look(Duration.ZERO)).isInstanceOf(Standing.Running.class);
        assertThat(exitOf(followed(found))).isZero();
    }

    @Test
    void aCommandOfASessionThatIsRemovedIsUnknownAndNotTakenForNeverTyped() throws Exception {
        Ticket ticket = prepared();
        followed(host.type(binding(), ticket, "true").orElseThrow());
        Session session = session();
        session.end(PERSON);
        sessions.remove(PERSON, session);
        assertThat(host.find(binding(), ticket).look(PART))
                .isInstanceOfSatisfying(
                        Standing.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("is gone"));
    }

    @Test
    void aCommandOfASessionThatIsLostIsUnknown() throws Exception {
        Ticket ticket = prepared();
        assertThat(host.type(binding(), ticket, "echo $PPID >anchor; echo $$ >shell; sleep 1000"))
                .isPresent();
        await().until(() -> Files.exists(state.resolve("shell")));
        await().until(() -> Files.readString(state.resolve("shell")).endsWith("\n"));
        close();
        kill9("anchor");
        kill9("shell");
        open();
        assertThat(host.find(binding(), ticket).look(PART))
                .isInstanceOfSatisfying(
                        Standing.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("is lost: "));
    }

    /** The shell may be gone by itself: without its anchor it is hung up. */
    private void kill9(String file) throws Exception {
        long pid = Long.parseLong(Files.readString(state.resolve(file)).strip());
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    @Test
    void aCommandThatAPersonInterruptedHasTheShellsCode() throws Exception {
        withoutIntegration();
        Ticket ticket = prepared();
        assertThat(host.type(binding(), ticket, "touch begun; sleep 1000")).isPresent();
        await().until(() -> Files.exists(state.resolve("begun")));
        personTypes("\003");
        assertThat(exitOf(followed(host.find(binding(), ticket)))).isEqualTo(130);
    }

    /** A person has the helm, interrupts the command, and keeps the helm: the task may not type, and needs not. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandThatAPersonInterruptedWhoKeepsTheHelmIsNotRefused(boolean integrated) throws Exception {
        if (!integrated) {
            withoutIntegration();
        }
        Ticket ticket = prepared();
        HostedCommand followed =
                host.type(binding(), ticket, "echo x >>ran; sleep 1000").orElseThrow();
        await().until(() -> Files.exists(state.resolve("ran")));
        session().takeHelm(PERSON, Duration.ZERO);
        personTypes("\003");
        Standing standing = followed(followed);
        if (integrated) {
            assertThat(exitOf(standing)).isEqualTo(130);
        } else {
            assertThat(standing)
                    .isInstanceOfSatisfying(
                            Standing.Unknown.class,
                            unknown -> assertThat(unknown.why()).contains("at its prompt again"));
        }
        assertThat(Files.readString(state.resolve("ran"))).isEqualTo("x\n");
    }

    @Test
    void aLineThatAPersonHasBegunIsWaitedForAndNeverRun() throws Exception {
        prepared();
        personTypes("touch half ");
        await().until(() -> session().look(Screen::text).contains("touch half"));
        assertThat(host.prepare(binding(), PART))
                .isInstanceOfSatisfying(
                        Readiness.Busy.class, busy -> assertThat(busy.why()).contains("somebody is typing"));
        personTypes("\025");
        Ticket ticket = prepared();
        assertThat(exitOf(followed(host.type(binding(), ticket, "ls half").orElseThrow())))
                .isEqualTo(2);
    }

    @Test
    void theCodeOfWhatAPersonRanAfterwardsIsNotTakenForTheCommands() throws Exception {
        withoutIntegration();
        Ticket ticket = prepared();
        assertThat(host.type(binding(), ticket, "touch begun; sleep 1000")).isPresent();
        await().until(() -> Files.exists(state.resolve("begun")));
        personTypes("\003");
        personTypes("touch other\r");
        await().until(() -> Files.exists(state.resolve("other")));
        assertThat(followed(host.find(binding(), ticket)))
                .isInstanceOfSatisfying(
                        Standing.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("at its prompt again"));
    }

    @Test
    void manyStepsAtOnceStartOneSession() throws Exception {
        List<Callable<Readiness>> askers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            askers.add(() -> host.prepare(binding(), Duration.ZERO));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Readiness> asked : threads.invokeAll(askers)) {
                assertThat(asked.get()).isNotNull();
            }
        }
        assertThat(sessions.list()).hasSize(1);
        anotherHost();
        prepared();
        assertThat(sessions.list()).hasSize(1);
    }

    @Test
    void aTaskFindsItsSessionAlsoWhereItsNameIsTakenOrChanged() throws Exception {
        sessions.start(SessionSpec.of("t-1.build", List.of("bash"), LiveTerminal.environment(), state));
        String own = prepared().session();
        Session session = sessions.get(own);
        assertThat(session.name()).isEqualTo(own);
        session.allow(PERSON, Right.GOVERN);
        sessions.rename(PERSON, session, "other");
        assertThat(prepared().session()).isEqualTo(own);
    }

    @Test
    void nothingIsTypedWhileAPersonHasTheHelm() throws Exception {
        Ticket ticket = prepared();
        session().takeHelm(PERSON, Duration.ZERO);
        assertThat(host.prepare(binding(), Duration.ZERO))
                .isInstanceOfSatisfying(
                        Readiness.Busy.class, busy -> assertThat(busy.why()).contains("ann has the helm"));
        assertThat(host.type(binding(), ticket, "touch typed")).isEmpty();
        assertThat(host.find(binding(), ticket).look(PART)).isEqualTo(new Standing.NeverTyped());
    }

    @Test
    void whatATaskTypesIsAttributedToIt() throws Exception {
        followed(host.type(binding(), prepared(), "true").orElseThrow());
        Set<String> operators = new HashSet<>();
        session().input().entries(0, entry -> operators.add(entry.operator()));
        assertThat(operators).contains("task:t:1");
    }

    @Test
    void theAddressOfALongTaskIsShortAndItsOwn() {
        String one = new SessionBinding("a".repeat(90) + "1", "build", SessionSettings.SHELL).address();
        String other = new SessionBinding("a".repeat(90) + "2", "build", SessionSettings.SHELL).address();
        assertThat(one).hasSizeLessThanOrEqualTo(64).endsWith(".build").isNotEqualTo(other);
    }
}
