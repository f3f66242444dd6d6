package dev.perdure.session.anchor;

import dev.perdure.session.linux.Account;
import dev.perdure.session.linux.UnsupportedPlatformException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of the base system that start a session: a POSIX shell, {@code env} of GNU coreutils 8.31 or newer,
 * {@code setsid}, {@code prlimit} and {@code setpriv} of util-linux. Found once, on the daemon's own path.
 */
final class Toolbox {
    private static final List<String> NEEDED = List.of("env", "setsid", "sync", "mv");
    private static final String SEARCH =
            System.getenv().getOrDefault("PATH", "") + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

    private static final class Found {
        // dash keeps an anchor at some 120 KiB, bash needs several times that.
        static final Toolbox TOOLBOX = new Toolbox(find("dash")
                .or(() -> find("sh"))
                .orElseThrow(() -> new UnsupportedPlatformException("sessions need a POSIX shell: /bin/sh")));
    }

    private final Path shell;
    private final boolean bash;

    /** The tools with a shell of the caller's choice. */
    Toolbox(Path shell) {
        List<String> missing =
                NEEDED.stream().filter(tool -> find(tool).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new UnsupportedPlatformException("sessions need " + String.join(", ", missing)
                    + "; install coreutils and util-linux: apt-get install coreutils util-linux");
        }
        if (!resetsSignals()) {
            throw new UnsupportedPlatformException(
                    "sessions need env of GNU coreutils 8.31 or newer, with --default-signal; " + path("env")
                            + " isn't");
        }
        this.shell = shell;
        bash = realName(shell).equals("bash");
    }

    /** The tools of this machine; throws {@link UnsupportedPlatformException} naming those that it lacks. */
    static Toolbox get() {
        return Found.TOOLBOX;
    }

    Path shell() {
        return shell;
    }

    /** True where the shell is bash, which lets go of an ended child otherwise than dash and busybox do. */
    boolean shellIsBash() {
        return bash;
    }

    String search() {
        return SEARCH;
    }

    /**
     * The chain of programs, each of which becomes the next, that ends in the given one: signals to their defaults
     * (env), limits (prlimit), a session of its own with standard input as its terminal (setsid), the user (setpriv),
     * the name of a login shell (bash).
     */
    List<String> chain(Program program) {
        List<String> chain = new ArrayList<>(List.of(path("env"), "--default-signal"));
        if (!program.limits().isEmpty()) {
            chain.add(path("prlimit"));
            program.limits().forEach(limit -> chain.add(limit.option()));
        }
        chain.addAll(List.of(path("setsid"), "-c"));
        program.user()
                .flatMap(Account::of)
                .ifPresent(account -> chain.addAll(List.of(
                        path("setpriv"), "--reuid=" + account.user(), "--regid=" + account.group(), "--init-groups")));
        if (program.login()) {
            String name = Path.of(program.command().getFirst()).getFileName().toString();
            chain.addAll(List.of(path("bash"), "--norc", "--noprofile", "-c", "exec -a \"$0\" \"$@\"", "-" + name));
        }
        chain.addAll(program.command());
        return chain;
    }

    private static boolean resetsSignals() {
        try {
            return new ProcessBuilder(path("env"), "--default-signal", path("env"))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking for the tools of sessions", e);
        }
    }

    private static String path(String tool) {
        return find(tool)
                .orElseThrow(() -> new UnsupportedPlatformException("this session needs " + tool + " on the path"))
                .toString();
    }

    static Optional<Path> find(String tool) {
        return Stream.of(SEARCH.split(":"))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static String realName(Path file) {
        try {
            return file.toRealPath().getFileName().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
