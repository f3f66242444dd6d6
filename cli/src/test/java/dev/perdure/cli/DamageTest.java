package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Cli.Outcome;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What an operator sees of a task whose history can't be read, and does about it. */
class DamageTest extends OwnState {
    private void breakAwaitOf(String... ids) throws SQLException {
        for (String id : ids) {
            assertThat(cli.run("run", "gate", "1", "--detach", "--id", id).code())
                    .isZero();
            Eventually.holds(
                    () -> cli.run("show", id).out(), out -> assertThat(out).contains("the signal open"));
        }
        assertThat(cli.run("down").code()).isZero();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:sqlite:" + directory.resolve("state").resolve("perdure.db"));
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("UPDATE events SET payload = '{\"key' WHERE kind = 'await_started'"))
                    .isEqualTo(ids.length);
        }
    }

    @Test
    void aDamagedTaskIsShownWithItsHistoryRepairedAndRetried() throws Exception {
        breakAwaitOf("gate-1");
        Outcome doctor = cli.run("doctor");
        assertThat(doctor.code()).isEqualTo(DoctorCommand.FOUND_SOMETHING);
        assertThat(doctor.out()).contains("doctor --repair gate-1", "await_started");
        Outcome show = cli.run("show", "gate-1");
        assertThat(show.out())
                .contains(
                        "needs attention",
                        "damaged_history",
                        "await_started",
                        "doctor --repair gate-1",
                        "cancel gate-1");
        assertThat(cli.run("history", "gate-1").out()).contains("await_started", "task_quarantined");
        Outcome signal = cli.run("signal", "gate-1", "open", "1");
        assertThat(signal.code()).isEqualTo(4);
        assertThat(signal.err()).contains("cancel it, fork it at an event before");
        assertThat(cli.run("doctor", "--repair", "gate-1").out()).contains("gate-1", "retry it");
        assertThat(cli.run("retry", "gate-1").code()).isZero();
        assertThat(cli.run("signal", "gate-1", "open", "7").code()).isZero();
        assertThat(cli.run("watch", "gate-1").out()).contains("opened by 7");
        assertThat(cli.run("history", "verify").out()).contains("gate-1");
    }

    @Test
    void aDamagedTaskIsCancelledAndOthersWorkOn() throws Exception {
        breakAwaitOf("gate-1");
        assertThat(cli.run("run", "echo", "5").out()).isEqualTo("5\n");
        assertThat(cli.run("cancel", "gate-1", "--reason", "lost").code()).isZero();
        assertThat(cli.run("show", "gate-1").out()).contains("cancelled");
        assertThat(cli.run("tasks", "--json").out()).contains("gate-1");
    }
}
