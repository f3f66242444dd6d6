package dev.perdure.session.agent;

import dev.perdure.session.Session;
import dev.perdure.session.SessionSpec;
import dev.perdure.session.Sessions;
import dev.perdure.session.SessionsOptions;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests whose agent uses sessions of their own, which end with the test. */
abstract class OwnSessions {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Operator AGENT = Operator.agent("builder");

    @TempDir
    Path state;

    Sessions sessions;

    @BeforeEach
    void open() {
        sessions = Sessions.open(state, SessionsOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        sessions.endAll();
        sessions.close();
    }

    AgentTerminal start(SessionSpec spec) {
        Session session = sessions.start(spec);
        session.allow(AGENT, Right.STEER);
        return new AgentTerminal(session, AGENT);
    }
}
