package dev.perdure.server;

import static java.util.Objects.requireNonNull;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a daemon is started.
 *
 * @param state its state directory
 * @param types jars with task types beside those of the class path and of the state directory
 * @param foreground whether it belongs to a terminal and logs there too
 * @param bounds the bounds of the layer
 */
public record DaemonOptions(StateDirectory state, List<Path> types, boolean foreground, PerdureOptions bounds) {
    public DaemonOptions {
        requireNonNull(state, "state is null");
        requireNonNull(bounds, "bounds is null");
        types = types.stream().map(Path::toAbsolutePath).map(Path::normalize).toList();
    }

    /** A daemon in the background with the types of its class path and state directory. */
    public static DaemonOptions of(StateDirectory state) {
        return new DaemonOptions(state, List.of(), false, PerdureOptions.DEFAULT);
    }

    /** The options that the arguments {@code [--state DIR] [--types JAR[,JAR]]... [--foreground]} say. */
    static DaemonOptions parse(String... args) {
        @Nullable Path state = null;
        var types = new ArrayList<Path>();
        boolean foreground = false;
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String arg = rest.next();
            switch (arg) {
                case "--state" -> state = Path.of(value(arg, rest));
                case "--types" -> {
                    for (String jar : value(arg, rest).split(",", -1)) {
                        types.add(Path.of(jar));
                    }
                }
                case "--foreground" -> foreground = true;
                default ->
                    throw new PerdureException(
                            ErrorCode.BAD_INPUT,
                            "Unknown argument " + arg + ". Use: [--state DIR] [--types JAR[,JAR]] [--foreground]");
            }
        }
        return new DaemonOptions(StateDirectory.choose(state), types, foreground, PerdureOptions.DEFAULT);
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new PerdureException(ErrorCode.BAD_INPUT, option + " needs a value.");
        }
        return rest.next();
    }
}
