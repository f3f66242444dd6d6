package dev.perdure.session;

import dev.perdure.session.anchor.LiveTerminal;
import dev.perdure.session.anchor.TestJvm;
import dev.perdure.session.operator.Operator;
import dev.perdure.session.operator.Right;
import dev.perdure.session.screen.Screen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Hosts of sessions for tests: in this JVM, and a process of its own that waits to be killed. */
final class Hosts {
    static final Operator HOST = Operator.human("host");

    private Hosts() {}

    static Sessions open(Path state) {
        return Sessions.open(state, SessionsOptions.DEFAULT);
    }

    static SessionSpec spec(Path state, String name, String... command) {
        return SessionSpec.of(name, List.of(command), LiveTerminal.environment(), state);
    }

    static SessionSpec bash(Path state, String name) {
        return spec(state, name, "bash", "--norc", "--noprofile", "-i");
    }

    static void type(Session session, String text) {
        session.allow(HOST, Right.GOVERN);
        session.send(HOST, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(Session session) {
        return session.look(Screen::text);
    }

    static void end(Sessions sessions) {
        sessions.endAll();
        sessions.close();
    }

    /** A JVM that hosts sessions of bash called s0, s1, …, and types what it is told into each. */
    static Process launch(Path state, int count, String typed) throws IOException {
        Process host = TestJvm.start(Hosts.class, List.of(state.toString(), Integer.toString(count), typed));
        String said = host.inputReader().readLine();
        if (!"hosting".equals(said)) {
            throw new AssertionError("the host said " + said);
        }
        return host;
    }

    public static void main(String[] arguments) throws IOException {
        Path state = Path.of(arguments[0]);
        Sessions sessions = open(state);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            type(sessions.start(bash(state, "s" + i)), arguments[2]);
        }
        System.out.println("hosting");
        System.in.read();
    }

    static void kill9(Process host) throws InterruptedException {
        host.destroyForcibly();
        host.waitFor();
    }
}
