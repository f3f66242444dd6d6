package dev.perdure.engine.runtime;

import dev.perdure.api.ErrorCode;
import dev.perdure.api.PerdureException;
import dev.perdure.api.internal.Words;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Names and texts that a caller gave, checked; what breaks the rules is {@link ErrorCode#BAD_INPUT}. */
public final class Given {
    private Given() {}

    /** A name of 1 to 200 characters. {@code what} says whose name it is. */
    public static String name(String what, @Nullable String name) {
        return refusing(() -> Words.name(what, required(what, name)));
    }

    /** A text for people of at most 2,000 characters. */
    public static String text(String what, @Nullable String text) {
        return refusing(() -> Words.text(what, required(what, text)));
    }

    private static String required(String what, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(what + " is null");
        }
        return value;
    }

    private static String refusing(Supplier<String> check) {
        try {
            return check.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new PerdureException(
                    ErrorCode.BAD_INPUT, Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".", e);
        }
    }
}
