package dev.perdure.server;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request. Errors are {@link ErrorCode#BAD_INPUT} and say which parameter and what was expected. */
final class Query {
    private final Map<String, List<String>> values;

    private Query(Map<String, List<String>> values) {
        this.values = values;
    }

    /** The parameters, which must be among the known ones. */
    static Query of(Context ctx, Set<String> known) {
        Map<String, List<String>> values = ctx.queryParamMap();
        values.forEach((name, given) -> {
            if (!known.contains(name)) {
                throw bad("The query parameter " + name + " is not known here; known are "
                        + String.join(", ", new TreeSet<>(known)) + ".");
            }
            if (given.size() > 1) {
                throw bad("The query parameter " + name + " is given more than once.");
            }
        });
        return new Query(values);
    }

    /** The value, or null if it is not given or empty. */
    @Nullable
    String string(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        return given.isEmpty() || given.getFirst().isEmpty() ? null : given.getFirst();
    }

    /** True or false; false if it is not given. */
    boolean flag(String name) {
        String text = string(name);
        return switch (text == null ? "false" : text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad("The query parameter " + name + " is neither true nor false: " + text);
        };
    }

    /** A number between two bounds, both inclusive. */
    long number(String name, long byDefault, long least, long most) {
        String text = string(name);
        if (text == null) {
            return byDefault;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, as a number out of range is.
        }
        throw bad(
                most == Long.MAX_VALUE
                        ? "The query parameter " + name + " is not a number from " + least + " on: " + text
                        : "The query parameter " + name + " is not a number from " + least + " to " + most + ": "
                                + text);
    }

    /** A duration up to a bound; a longer one is cut to it. */
    Duration duration(String name, Duration byDefault, Duration most) {
        String text = string(name);
        if (text == null) {
            return byDefault;
        }
        try {
            Duration duration = Duration.parse(text);
            if (!duration.isNegative()) {
                return duration.compareTo(most) > 0 ? most : duration;
            }
        } catch (DateTimeException e) {
            // Told below, as a negative one is.
        }
        throw bad("The query parameter " + name + " is not an ISO-8601 duration such as PT20S: " + text);
    }

    private static PerdureException bad(String message) {
        return new PerdureException(ErrorCode.BAD_INPUT, message);
    }
}
