package dev.perdure.engine.runtime;

import java.util.ResourceBundle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A logger that says nothing while calls are answered from the record. */
record ReplayAwareLogger(System.Logger target, BooleanSupplier replaying) implements System.Logger {
    @Override
    public String getName() {
        return target.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return !replaying.getAsBoolean() && target.isLoggable(level);
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (!replaying.getAsBoolean()) {
            target.log(level, bundle, message, thrown);
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        if (!replaying.getAsBoolean()) {
            target.log(level, bundle, format, parameters);
        }
    }
}
