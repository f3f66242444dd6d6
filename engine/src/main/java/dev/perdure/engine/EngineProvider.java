package dev.perdure.engine;

import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.spi.PerdureProvider;
import dev.perdure.engine.runtime.ThreadScheduler;
import dev.perdure.store.sqlite.SqliteStore;
import java.nio.file.Path;

/** Opens an engine on an SQLite store. */
public final class EngineProvider implements PerdureProvider {
    /** For {@link java.util.ServiceLoader}. */
    public EngineProvider() {}

    @Override
    public Perdure open(Path directory, PerdureOptions options) {
        return openEngine(directory, options);
    }

    /** The same for those who look after an engine, with what only it offers. */
    public static Engine openEngine(Path directory, PerdureOptions options) {
        return Engine.open(SqliteStore.open(directory), new ThreadScheduler(), options);
    }
}
