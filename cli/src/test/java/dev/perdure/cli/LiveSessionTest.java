package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/** Live sessions on real terminals: shared by two, and through deaths of the daemon and of clients. */
@EnabledIf("dev.perdure.cli.Tmux#isInstalled")
class LiveSessionTest extends OwnState {
    private static final String BASH = "session start --name dev -e PS1='de''v$ ' -- bash --norc --noprofile";

    @Test
    void twoShareAShellThatOutlivesItsDaemonWithItsVariablesAndServer() throws Exception {
        int port = freePort();
        try (Tmux ann = terminal("ann");
                Tmux ben = terminal("ben")) {
            ann.type(perdure(BASH));
            shows(ann, "dev$");
            ann.type("kept=before; echo from-a''nn");
            ben.type(perdure("attach dev"));
            shows(ben, "from-ann");
            ben.type("echo from-b''en");
            shows(ann, "from-ben");
            ann.type("python3 -m http.server --bind 127.0.0.1 " + port + " >/dev/null 2>&1 &");
            Eventually.holds(
                    () -> cli.run("ps", "dev").out(),
                    out -> assertThat(out).contains("http.server", "127.0.0.1:" + port, "LISTEN", "attached"));
            int shell = session().path("pid").asInt();

            cli.killDaemon();
            ann.type("echo value=$kept.");
            shows(ann, "value=before.");
            shows(ben, "value=before.");
            ben.type("echo both''-back");
            shows(ann, "both-back");
            assertThat(ben.screen()).isEqualTo(ann.screen());
            assertThat(session().path("pid").asInt()).isEqualTo(shell);

            ben.press("C-]");
            shows(ben, "Detached from dev");
            assertThat(cli.run("down").code()).isZero();
            shows(ann, "The daemon was stopped");
            assertThat(ProcessHandle.of(shell)).isPresent();

            assertThat(cli.run("ps", "dev").out()).contains("http.server", "127.0.0.1:" + port);
            var numbers = cli.run("ps", "dev", "--json")
                    .json()
                    .path("processes")
                    .valueStream()
                    .map(process -> process.path("pid").asLong())
                    .collect(Collectors.toList());
            assertThat(numbers).hasSizeGreaterThan(1);
            assertThat(cli.run("session", "end", "dev").code()).isZero();
            // Whoever reaps orphans on this machine may take a moment.
            Eventually.holds(
                    () -> numbers.stream()
                            .filter(pid -> ProcessHandle.of(pid)
                                    .filter(ProcessHandle::isAlive)
                                    .isPresent())
                            .toList(),
                    left -> assertThat(left).isEmpty());
        }
    }

    @Test
    void theUsersTerminalIsWhatItWasAfterTheClientsDeath() throws Exception {
        cli.run(
                "session",
                "start",
                "-n",
                "wild",
                "--",
                "sh",
                "-c",
                "printf '\\033[?1049h\\033[?25l\\033[?1003h\\033[?2004hwild paint'; cat");
        try (Tmux terminal = terminal("only")) {
            terminal.type("stty -a >" + directory + "/before");
            String before = terminal.modes();
            for (String death : List.of("SIGTERM", "SIGKILL")) {
                terminal.type(perdure("attach wild"));
                shows(terminal, "wild paint");
                assertThat(terminal.isOnAlternateScreen()).isTrue();
                ProcessHandle client = client("attach");
                if (death.equals("SIGTERM")) {
                    client.destroy();
                } else {
                    client.destroyForcibly();
                }
                client.onExit().join();
                hasModes(terminal, before, death);
                hasSettings(terminal, death);
            }
            Eventually.holds(
                    () -> cli.run("session", "show", "wild", "--json").json().path("attached"),
                    attached -> assertThat(attached).isEmpty());
        }
    }

    private static void hasModes(Tmux terminal, String before, String when) {
        Eventually.holds(terminal::modes, modes -> assertThat(modes).as(when).isEqualTo(before));
    }

    /** What stty says is as it was before; for a shell that reads again. */
    private void hasSettings(Tmux terminal, String when) throws IOException {
        terminal.type("stty -a >" + directory + "/after; echo wri''tten-" + when);
        shows(terminal, "written-" + when);
        assertThat(Files.readString(directory.resolve("after")))
                .as(when)
                .isEqualTo(Files.readString(directory.resolve("before")));
    }

    @Test
    void theUsersTerminalIsWhatItWasHoweverItsStayEnds() throws Exception {
        String wild =
                "printf '\\033[?1049h\\033[?25l\\033[?1003h\\033[?1006h\\033[?2004h\\033[?1h\\033=\\033[4h\\033[3;9r\\033[?6h\\033[?7l\\033[41mwild\\033)0\\016'; ";
        try (Tmux terminal = terminal("only")) {
            terminal.type("stty -a >" + directory + "/before; clear");
            Eventually.holds(terminal::screen, screen -> assertThat(screen).isEqualTo("$"));
            String before = terminal.modes();
            for (String end : List.of("detach", "end", "hang-up", "down")) {
                cli.run("session", "start", "-n", end, "--", "sh", "-c", wild + "cat");
                terminal.type("clear; " + perdure("attach " + end));
                shows(terminal, "wild");
                assertThat(terminal.modes()).isNotEqualTo(before);
                switch (end) {
                    case "detach" -> terminal.press("C-]");
                    case "end" ->
                        assertThat(cli.run("session", "end", end).code()).isZero();
                    case "hang-up" ->
                        assertThat(new ProcessBuilder(
                                                "kill",
                                                "-HUP",
                                                Long.toString(client("attach").pid()))
                                        .start()
                                        .waitFor())
                                .isZero();
                    default -> assertThat(cli.run("down").code()).isZero();
                }
                hasModes(terminal, before, end);
                // What is typed before the command has ended is typed at the command.
                Eventually.holds(terminal::screen, screen -> assertThat(screen).endsWith("\n$"));
                hasSettings(terminal, end);
            }
        }
    }

    @Test
    void aProgramGetsAtTheUsersClipboardOnlyWhereThatIsAllowed() throws Exception {
        cli.run("session", "start", "-n", "dev", "-e", "PS1=dev$ ", "--", "bash", "--norc", "--noprofile");
        try (Tmux terminal = terminal("only")) {
            terminal.allowClipboard();
            terminal.type(perdure("attach dev"));
            shows(terminal, "dev$");
            terminal.type("printf '\\033]52;c;c3RvbGVu\\007'; echo refu''sed");
            shows(terminal, "refused");
            assertThat(terminal.clipboard()).isEmpty();
            terminal.press("C-]");
            shows(terminal, "Detached from dev");
            terminal.type("clear; " + perdure("attach --clipboard dev"));
            shows(terminal, "refused");
            terminal.type("printf '\\033]52;c;Z2l2ZW4=\\007'; echo allo''wed");
            shows(terminal, "allowed");
            Eventually.holds(terminal::clipboard, text -> assertThat(text).isEqualTo("given"));
            terminal.press("C-]");
            shows(terminal, "Detached from dev");
        }
    }

    @Test
    void whoeverAttachesAfterKill9OfTheDaemonFindsTheSameScreenVariablesAndJobs() throws Exception {
        try (Tmux ann = terminal("ann")) {
            ann.type(perdure(BASH));
            shows(ann, "dev$");
            ann.type("kept=before; sleep 1000 & printf '\\033[1;31m%s\\033[m\\n' painted-r''ed");
            shows(ann, "painted-red");
            String screen = ann.screen();
            ann.press("C-]");
            shows(ann, "Detached from dev");
            cli.killDaemon();
            ann.type("clear; " + perdure("attach --detach-key C-g dev"));
            Eventually.holds(ann::screen, now -> assertThat(now).isEqualTo(screen));
            ann.type("echo value=$kept.; jobs");
            shows(ann, "value=before.");
            shows(ann, "sleep 1000");
            ann.press("C-]");
            ann.press("C-g");
            shows(ann, "Detached from dev");
        }
    }

    @Test
    void aPasteThatNobodyReadsHoldsUpNeitherTheInterruptNorLeaving() throws Exception {
        Path paste = Files.writeString(directory.resolve("paste"), "echo pas''ted\n".repeat(80_000));
        try (Tmux ann = terminal("ann")) {
            ann.type(perdure(BASH));
            shows(ann, "dev$");
            ann.type("sleep 1000");
            Eventually.holds(
                    () -> cli.run("ps", "dev").out(), out -> assertThat(out).contains("sleep 1000"));
            ann.paste(paste);
            ann.press("C-c");
            Eventually.holds(
                    () -> cli.run("ps", "dev").out(), out -> assertThat(out).doesNotContain("sleep 1000"));
            ann.type("echo wo''ken");
            shows(ann, "woken");
            assertThat(ann.all().lines()).doesNotContain("pasted");

            ann.type("sleep 1000");
            Eventually.holds(
                    () -> cli.run("ps", "dev").out(), out -> assertThat(out).contains("sleep 1000"));
            ann.paste(paste);
            ann.press("C-]");
            shows(ann, "Detached from dev");
        }
    }

    @Test
    void anObserverOnlyLooksAndWhoeverTookTheHelmTypesAlone() throws Exception {
        cli.run("session", "start", "-n", "dev", "-e", "PS1=dev$ ", "--", "bash", "--norc", "--noprofile");
        try (Tmux terminal = terminal("only")) {
            terminal.type(perdure("attach --observe dev"));
            shows(terminal, "dev$");
            terminal.type("echo typed-by-observer");
            cli.run("send", "dev", "echo se''nt");
            shows(terminal, "sent");
            assertThat(terminal.screen()).doesNotContain("typed-by-observer");
            terminal.press("C-]");
            shows(terminal, "Detached");

            terminal.type(perdure("attach --take dev"));
            Eventually.holds(
                    () -> cli.run("helm", "dev").out(), out -> assertThat(out).startsWith("user:"));
            assertThat(cli.run("send", "dev", "--as", "agent:a", "echo refused").code())
                    .isEqualTo(4);
            terminal.press("C-]");
            Eventually.holds(
                    () -> cli.run("helm", "dev").out(), out -> assertThat(out).startsWith("Nobody has the helm"));
            assertThat(cli.run("send", "dev", "--as", "agent:a", "echo tak''en").code())
                    .isZero();
            Eventually.holds(
                    () -> cli.run("screen", "dev").out(), out -> assertThat(out).contains("taken"));
            assertThat(cli.run("log", "dev").out()).contains("sent", "taken");
            Cli.Outcome ran = cli.run("session", "run", "dev", "--wait", "30s", "echo r''an; (exit 3)");
            assertThat(ran.out()).isEqualTo("ran\n");
            assertThat(ran.code()).isEqualTo(3);
        }
    }

    @Test
    void aSmallerTerminalShowsThePartRoundTheCursorAlsoWithTheNextDaemon() throws Exception {
        try (Tmux ann = terminal("ann");
                Tmux ben = new Tmux(Files.createDirectory(directory.resolve("ben")), 60, 15)) {
            ann.type(perdure(BASH));
            shows(ann, "dev$");
            ben.type(perdure("attach --observe dev"));
            ann.type(
                    "for i in $(seq 10 60); do printf \"%s %s%0100d\\n\" $i \"$(tput setaf 2)\" $i; done; echo la''st");
            shows(ann, "last");
            shows(ben, "last");
            isPartOf(ben, ann);
            assertThat(cli.run("session", "show", "dev", "--json")
                            .json()
                            .at("/size/columns")
                            .asInt())
                    .isEqualTo(100);

            cli.killDaemon();
            ann.type("echo aft''erwards");
            shows(ann, "afterwards");
            shows(ben, "afterwards");
            isPartOf(ben, ann);
            ben.resize(100, 30);
            Eventually.holds(ben::screen, screen -> assertThat(screen).isEqualTo(ann.screen()));
            ben.press("C-]");
            shows(ben, "Detached from dev");
        }
    }

    /** The lowest rows, as far as they are wide enough. */
    private static void isPartOf(Tmux small, Tmux large) {
        Eventually.holds(small::screen, screen -> {
            List<String> all = large.screen().lines().toList();
            List<String> shown = screen.lines().toList();
            assertThat(shown).hasSize(15);
            assertThat(shown)
                    .isEqualTo(all.subList(all.size() - 15, all.size()).stream()
                            .map(line -> line.substring(0, Math.min(60, line.length()))
                                    .stripTrailing())
                            .toList());
        });
    }

    @Test
    void mistakesAreToldInASentence() {
        assertThat(cli.run("attach", "none").err()).startsWith("perdure: ").hasLineCount(1);
        assertThat(cli.run("ps", "none").code()).isEqualTo(3);
        assertThat(cli.run("session", "start", "--", "/no/such/program").code()).isEqualTo(2);
        assertThat(cli.run("session", "list").err()).contains("No sessions.");
        assertThat(cli.run("attach", "--detach-key", "x", "none").code()).isEqualTo(2);
    }

    private JsonNode session() {
        return cli.run("session", "show", "dev", "--json").json();
    }

    /** This test's own process with that command. */
    private ProcessHandle client(String command) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(directory.resolve("state") + " " + command))
                        .filter(line -> !line.startsWith("sh ") && line.contains("java"))
                        .isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
