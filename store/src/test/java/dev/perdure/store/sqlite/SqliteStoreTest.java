package dev.perdure.store.sqlite;

import dev.perdure.store.Store;
import dev.perdure.store.StoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept by SQLite. */
final class SqliteStoreTest extends StoreContract {
    @TempDir
    Path directory;

    @Override
    protected Store open() {
        return SqliteStore.open(directory);
    }
}
