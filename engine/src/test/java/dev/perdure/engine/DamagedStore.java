package dev.perdure.engine;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A state directory's database as somebody else may change it behind the layer's back. */
record DamagedStore(Path directory) {
    /** Runs a statement; how many rows it changed. */
    int sql(String statement, Object... values) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("perdure.db"));
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setObject(i + 1, values[i]);
            }
            return prepared.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /** Makes the payload of a task's event unreadable. */
    void breakEvent(String taskId, String kind) {
        if (sql("UPDATE events SET payload = '{\"broken' WHERE task_id = ? AND kind = ?", taskId, kind) == 0) {
            throw new IllegalStateException("task " + taskId + " has no event " + kind);
        }
    }
}
