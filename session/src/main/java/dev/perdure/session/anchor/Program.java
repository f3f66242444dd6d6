package dev.perdure.session.anchor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a session runs, and in which surroundings.
 *
 * @param command program and arguments; the program by path, or by a name looked up in the environment's {@code PATH}
 * @param environment all of it: nothing is inherited; {@code PWD} is set to the directory
 * @param directory the working directory, absolute
 * @param login true to start a shell as a login shell, with a dash before its name
 * @param umask the file mode creation mask, 0 to 0777
 * @param limits resource limits, each resource at most once
 * @param user the user to run as; needs a daemon that runs as root
 */
public record Program(
        List<String> command,
        Map<String, String> environment,
        Path directory,
        boolean login,
        int umask,
        List<ResourceLimit> limits,
        Optional<String> user) {
    public static final int DEFAULT_UMASK = 0022;

    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        limits = List.copyOf(limits);
        Objects.requireNonNull(user, "user is null");
        if (command.isEmpty() || command.getFirst().isEmpty()) {
            throw new IllegalArgumentException("command is empty");
        }
        if (!directory.isAbsolute()) {
            throw new IllegalArgumentException("directory is not absolute: " + directory);
        }
        if (umask < 0 || umask > 0777) {
            throw new IllegalArgumentException("umask is not from 0 to 0777: 0" + Integer.toOctalString(umask));
        }
        for (String name : environment.keySet()) {
            if (name.isEmpty() || name.indexOf('=') >= 0) {
                throw new IllegalArgumentException("not a name of an environment variable: " + name);
            }
        }
        Stream.of(command.stream(), environment.keySet().stream(), environment.values().stream())
                .flatMap(words -> words)
                .filter(word -> word.indexOf('\0') >= 0)
                .findFirst()
                .ifPresent(word -> {
                    throw new IllegalArgumentException("a word holds a NUL character: " + word.replace('\0', '␀'));
                });
    }

    /** A program without login, limits or another user. */
    public static Program of(List<String> command, Map<String, String> environment, Path directory) {
        return new Program(command, environment, directory, false, DEFAULT_UMASK, List.of(), Optional.empty());
    }

    /**
     * Where a program with this environment begins when nobody says where: in its {@code HOME}, and in the home of this process's user
     * where that is unset or relative.
     */
    public static Path home(Map<String, String> environment) {
        String home = environment.get("HOME");
        return Path.of(home != null && home.startsWith("/") ? home : System.getProperty("user.home", "/"));
    }

    /** The file that would be run, or empty when there is none that can be. */
    Optional<Path> file() {
        return found().filter(Files::isExecutable);
    }

    /** Why no file would be run, in words. */
    String missing() {
        String name = command.getFirst();
        Optional<Path> found = found();
        if (found.isPresent()) {
            return found.get() + " is not executable; chmod +x makes it so";
        }
        return Files.isDirectory(directory.resolve(name)) && name.indexOf('/') >= 0
                ? directory.resolve(name) + " is a directory, not a program"
                : "no such program: " + name;
    }

    /** The first file of that name that can be run, else the first of that name. */
    private Optional<Path> found() {
        String name = command.getFirst();
        Stream<String> folders = name.indexOf('/') >= 0
                ? Stream.of("")
                : Stream.of(environment.getOrDefault("PATH", "/bin:/usr/bin").split(":", -1));
        List<Path> files = folders.map(folder -> directory.resolve(folder).resolve(name))
                .filter(Files::isRegularFile)
                .toList();
        return files.stream()
                .filter(Files::isExecutable)
                .findFirst()
                .or(() -> files.stream().findFirst());
    }
}
