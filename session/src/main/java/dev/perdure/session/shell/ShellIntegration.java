package dev.perdure.session.shell;

import dev.perdure.session.anchor.Program;
import dev.perdure.session.anchor.SessionFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The shell integration of a session's own shell: bash, zsh or fish, started to read commands from the terminal.
 *
 * <p><b>How it gets in.</b> bash reads our file in place of its startup file, which our file then reads; a login shell, or one
 * that is to read no startup file, is started in POSIX mode, in which it reads the file that {@code ENV} names, and leaves that mode at once. zsh finds our {@code .zshenv} by
 * {@code ZDOTDIR}, which that file gives back before anything else. fish is told by {@code --init-command}.
 *
 * <p><b>The key</b> tells this session's marks from those of others. The shell gets it in its environment and takes it out, so no
 * program that it starts has it; and a process is the integrated shell exactly as long as the kernel shows the key in the environment that it
 * was started with. After {@code exec bash} it isn't any more.
 *
 * <p>{@code PERDURE_SHELL_INTEGRATION=off} in the session's environment leaves the shell alone. So do a shell that has no startup files
 * (zsh -f), a restricted one, one without a line editor, and one of another user, who can't read the session's files.
 */
public final class ShellIntegration {
    /** Opts out, in the environment of a session. */
    public static final String SWITCH = "PERDURE_SHELL_INTEGRATION";

    static final String CARRIER = "PERDURE_INTEGRATION";
    private static final String FOLDER = "shell";
    private static final String KEY_FILE = "key";
    private static final int KEY_BITS = 80;
    private static final Set<String> OFF = Set.of("off", "no", "false", "0");
    /** What bash would change in the path of {@code ENV}. */
    private static final Pattern EXPANDED = Pattern.compile("[$`\\\\\"~]");

    private static final SecureRandom RANDOM = new SecureRandom();

    private ShellIntegration() {}

    /** The program as it is to be started: with the integration, whose files are made, or as it is. */
    public static Program into(SessionFiles files, Program program) {
        String wish = program.environment().getOrDefault(SWITCH, "").toLowerCase(Locale.ROOT);
        Optional<ShellStart> start = ShellStart.of(program.command())
                .filter(ShellStart::isInteractive)
                .filter(shell -> shell.operands().isEmpty());
        if (OFF.contains(wish) || program.user().isPresent() || start.isEmpty()) {
            return program;
        }
        Path folder = files.directory().resolve(FOLDER);
        String key = new BigInteger(KEY_BITS, RANDOM).setBit(KEY_BITS).toString(36);
        Optional<Program> integrated =
                switch (start.get().shell()) {
                    case "bash" -> bash(program, start.get(), folder.resolve("integration.bash"), key);
                    case "zsh" -> zsh(program, start.get(), folder, key);
                    case "fish" -> fish(program, folder.resolve("integration.fish"), key);
                    default -> Optional.empty();
                };
        integrated.ifPresent(ready -> write(folder, key));
        return integrated.orElse(program);
    }

    private static Optional<Program> bash(Program program, ShellStart start, Path file, String key) {
        if (start.has('r', "--restricted")
                || start.has('s', "--stdin")
                || start.options().contains("--posix")
                || start.options().contains("posix")
                || start.options().contains("--noediting")) {
            return Optional.empty();
        }
        boolean login = program.login() || start.has('l', "--login");
        boolean noRc = start.options().contains("--norc");
        // With a file of ours in place of the startup file bash reads the machine's too; in POSIX mode it reads nothing
        // else.
        boolean posix = login || noRc;
        if (posix && EXPANDED.matcher(file.toString()).find()) {
            return Optional.empty();
        }
        Optional<String> own = start.value("--rcfile").or(() -> start.value("--init-file"));
        List<String> words = new ArrayList<>(program.command().subList(0, 1));
        words.addAll(posix ? List.of("--posix") : List.of("--rcfile", file.toString()));
        List<String> given = program.command().subList(1, program.command().size());
        for (int i = 0; i < given.size(); i++) {
            String word = given.get(i);
            if (word.equals("--rcfile") || word.equals("--init-file")) {
                i++;
            } else if (!word.equals("--norc")) {
                words.add(word);
            }
        }
        Map<String, String> more = new HashMap<>();
        if (posix) {
            more.put("ENV", file.toString());
        }
        own.ifPresent(
                rc -> more.put("PERDURE_RCFILE", program.directory().resolve(rc).toString()));
        String how = (login ? "login:" : "")
                + (noRc ? "norc:" : "")
                + (start.options().contains("--noprofile") ? "noprofile:" : "");
        return Optional.of(changed(program, words, more, key + ":" + how));
    }

    private static Optional<Program> zsh(Program program, ShellStart start, Path folder, String key) {
        if (start.has('f', "--no-rcs")
                || start.has('s', "--stdin")
                || start.options().contains("norcs")) {
            return Optional.empty();
        }
        Map<String, String> more = new HashMap<>(Map.of("ZDOTDIR", folder.toString()));
        String own = program.environment().get("ZDOTDIR");
        if (own != null) {
            more.put("PERDURE_ZDOTDIR", own);
        }
        return Optional.of(changed(program, program.command(), more, key + ":"));
    }

    private static Optional<Program> fish(Program program, Path file, String key) {
        String quoted = "'" + file.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
        List<String> words = new ArrayList<>(program.command().subList(0, 1));
        words.addAll(List.of("--init-command", "source " + quoted));
        words.addAll(program.command().subList(1, program.command().size()));
        return Optional.of(changed(program, words, Map.of(), key + ":"));
    }

    private static Program changed(Program program, List<String> words, Map<String, String> more, String carried) {
        Map<String, String> environment = new HashMap<>(program.environment());
        environment.putAll(more);
        environment.put(CARRIER, carried);
        return new Program(
                words,
                environment,
                program.directory(),
                program.login(),
                program.umask(),
                program.limits(),
                program.user());
    }

    private static void write(Path folder, String key) {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(folder.resolve(KEY_FILE), key);
            copy("integration.bash", folder.resolve("integration.bash"));
            copy("integration.zsh", folder.resolve("integration.zsh"));
            copy("integration.fish", folder.resolve("integration.fish"));
            copy("zshenv", folder.resolve(".zshenv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream text = ShellIntegration.class.getResourceAsStream(resource)) {
            if (text == null) {
                throw new IllegalStateException("the shell integration " + resource + " is not in the program");
            }
            Files.copy(text, to);
        }
    }

    /** The key of a session whose shell has the integration, by the session's directory. */
    public static Optional<String> key(Path session) {
        try {
            return Optional.of(Files.readString(session.resolve(FOLDER).resolve(KEY_FILE)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True when a process is the shell that was started with this key, and hasn't become another program. */
    public static boolean isIn(int process, String key) {
        try {
            String environment = Files.readString(
                    Path.of("/proc", Integer.toString(process), "environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + environment).contains("\0" + CARRIER + "=" + key + ":");
        } catch (IOException e) {
            // Gone, or not ours to know. Then it isn't taken for it.
            return false;
        }
    }
}
