package dev.perdure.server;

import dev.perdure.api.TaskLibrary;
import dev.perdure.api.TaskRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task types that a daemon offers: from its class path, from the jars it was given, and from {@code types/} in its state
 * directory. Every jar has a class loader of its own, so two jars may carry different versions of a library.
 *
 * <p>A library that can't be loaded is named in {@link #problems()} and in the log, and stops nothing else. Not thread-safe.
 */
final class TaskLibraries implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(TaskLibraries.class);

    private final List<String> problems = new ArrayList<>();
    private final List<URLClassLoader> loaders = new ArrayList<>();

    /** Registers all that is found. */
    void registerWith(TaskRegistry registry, List<Path> jars, Path directory) {
        register(registry, TaskLibraries.class.getClassLoader(), "the class path");
        Stream.concat(jars.stream(), jarsIn(directory).stream()).distinct().forEach(jar -> registerJar(registry, jar));
    }

    /** What could not be loaded and why, a sentence each. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    private List<Path> jarsIn(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(path -> path.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            report("The directory " + directory + " can't be read: " + Reason.of(e) + ".", e);
            return List.of();
        }
    }

    private void registerJar(TaskRegistry registry, Path jar) {
        if (!Files.isReadable(jar)) {
            problems.add("The jar " + jar + " can't be read.");
            log.warn("The jar {} can't be read.", jar);
            return;
        }
        var loader = new URLClassLoader(
                jar.getFileName().toString(), new URL[] {url(jar)}, getClass().getClassLoader());
        loaders.add(loader);
        if (register(registry, loader, jar.toString()) == 0) {
            problems.add("The jar " + jar + " names no task types in META-INF/services/" + TaskLibrary.class.getName()
                    + ".");
            log.warn("The jar {} names no task types.", jar);
        }
    }

    /** Returns how many libraries were found, those that could not be loaded included. */
    private int register(TaskRegistry registry, ClassLoader loader, String source) {
        int found = 0;
        Iterator<ServiceLoader.Provider<TaskLibrary>> providers =
                ServiceLoader.load(TaskLibrary.class, loader).stream().iterator();
        while (true) {
            try {
                if (!providers.hasNext()) {
                    return found;
                }
                ServiceLoader.Provider<TaskLibrary> provider = providers.next();
                boolean inherited = loader instanceof URLClassLoader
                        && !loader.equals(provider.type().getClassLoader());
                if (!inherited) {
                    found++;
                    provider.get().registerWith(registry);
                }
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                found++;
                report("A task library of " + source + " can't be loaded: " + sentence(e), e);
            }
        }
    }

    private void report(String problem, Throwable cause) {
        problems.add(problem);
        log.warn(problem, cause);
    }

    private static String sentence(Throwable e) {
        Throwable shown = e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
        return shown.getMessage() == null ? shown.getClass().getSimpleName() : shown.getMessage();
    }

    private static URL url(Path jar) {
        try {
            URI uri = jar.toAbsolutePath().toUri();
            return uri.toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError("a file has a URL: " + jar, e);
        }
    }

    @Override
    public void close() throws IOException {
        for (URLClassLoader loader : loaders) {
            loader.close();
        }
    }
}
