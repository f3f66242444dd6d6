package dev.perdure.store.sqlite;

import dev.perdure.api.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What happens with a store that lacks acknowledged work, as its {@link Marks} show. It is not opened for work: steps would run again whose
 * results were relied upon. A person either restores the files or gives the lost work up.
 */
final class Losses {
    private static final String WAY_ON =
            " Restore the files of the state directory, or give this work up with: perdure doctor --accept-loss";

    private Losses() {}

    /** Throws if the store that these losses were found in may not be opened for work. */
    static void refuse(Path directory, List<String> losses) {
        if (!losses.isEmpty()) {
            throw new StoreUnavailableException(
                    "The store in " + directory + " has lost acknowledged work. " + String.join(" ", losses) + WAY_ON,
                    null);
        }
    }

    /** Throws if the database is not there although there was one with events. */
    static void refuseMissing(Path directory) throws IOException {
        if (!Files.exists(directory.resolve(SqliteStore.FILE))) {
            refuse(directory, missing(directory));
        }
    }

    private static List<String> missing(Path directory) throws IOException {
        List<String> losses = new ArrayList<>();
        for (Map.Entry<Integer, Long> mark : Marks.read(directory).entrySet()) {
            if (mark.getValue() > 0) {
                losses.add("The database " + directory.resolve(SqliteStore.FILE) + " is missing; events 1 to "
                        + mark.getValue() + " of partition " + mark.getKey() + " were acknowledged.");
            }
        }
        return losses;
    }

    /** Gives up what a store lacks that is open with this connection; says what it was. */
    static List<String> accept(Connection connection, Path directory) throws SQLException {
        try {
            Map<Integer, Long> ends = Leases.ends(connection, Marks.read(directory));
            List<String> losses = Marks.losses(directory, ends);
            Marks.replace(directory, ends);
            return losses;
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    /** Gives up all of a store whose database is missing; says what it was. */
    static List<String> acceptAll(Path directory) {
        try {
            List<String> losses = missing(directory);
            Marks.replace(directory, Map.of());
            return losses;
        } catch (IOException e) {
            throw unwritable(directory, e);
        }
    }

    private static StoreUnavailableException unwritable(Path directory, IOException e) {
        return new StoreUnavailableException(
                Marks.fileIn(directory) + " can't be written (" + e.getMessage()
                        + "). Check its directory and try again.",
                e);
    }
}
