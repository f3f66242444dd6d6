package dev.perdure.store.sqlite;

import dev.perdure.api.PerdureException;
import java.nio.file.Path;

/** A process that tries to open a store and says how that went. */
final class OpeningProcess {
    private OpeningProcess() {}

    public static void main(String[] args) {
        try {
            SqliteStore.open(Path.of(args[0])).close();
            System.out.println("open");
        } catch (PerdureException e) {
            System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
        }
    }
}
