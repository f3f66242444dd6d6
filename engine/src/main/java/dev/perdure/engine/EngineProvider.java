package dev.perdure.engine;

import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.spi.PerdureProvider;
import dev.perdure.api.spi.SessionHostProvider;
import dev.perdure.engine.runtime.ThreadScheduler;
import dev.perdure.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens an engine on an SQLite store. */
public final class EngineProvider implements PerdureProvider {
    private static final Logger log = LoggerFactory.getLogger(EngineProvider.class);

    /** For {@link java.util.ServiceLoader}. */
    public EngineProvider() {}

    @Override
    public Perdure open(Path directory, PerdureOptions options) {
        Engine engine = openEngine(directory, options);
        Optional<SessionHostProvider> hosts = ServiceLoader.load(
                        SessionHostProvider.class, EngineProvider.class.getClassLoader())
                .findFirst()
                .or(() -> ServiceLoader.load(SessionHostProvider.class).findFirst());
        hosts.ifPresent(provider -> engine.hostSessionsBy(() -> provider.open(directory)));
        if (hosts.filter(provider -> provider.hasSessions(directory)).isPresent()) {
            takeUpSessions(engine);
        }
        return engine;
    }

    /** Tasks that don't need them run all the same. */
    private static void takeUpSessions(Engine engine) {
        try {
            engine.takeUpSessions();
        } catch (PerdureException e) {
            log.warn("The sessions that are there are not taken up now: {}", e.getMessage());
        }
    }

    /** The same for those who look after an engine, with what only it offers; without sessions until it is told who hosts them. */
    public static Engine openEngine(Path directory, PerdureOptions options) {
        return Engine.open(SqliteStore.open(directory), new ThreadScheduler(), options);
    }
}
