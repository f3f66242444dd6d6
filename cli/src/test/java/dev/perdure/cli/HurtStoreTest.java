package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Cli.Outcome;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the doctor says to do about a hurt store works. */
class HurtStoreTest extends OwnState {
    private static final int PAGE = 8192;

    @BeforeEach
    void work() {
        for (int i = 0; i < 30; i++) {
            assertThat(cli.run("run", "echo", "\"" + "x".repeat(600) + "\"", "--id", "t-" + i)
                            .code())
                    .isZero();
        }
    }

    @Test
    void aLostWriteAheadLogIsToldAndGivenUpByWord() throws Exception {
        cli.killDaemon();
        Files.delete(state("perdure.db-wal"));
        Outcome refused = cli.run("tasks");
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err())
                .contains("has lost acknowledged work", "perdure doctor --accept-loss")
                .hasLineCount(1);
        Outcome found = cli.run("doctor");
        assertThat(found.code()).isEqualTo(1);
        assertThat(found.out()).contains("were acknowledged", "doctor --accept-loss");

        Outcome accepted = cli.run("doctor", "--accept-loss");
        assertThat(accepted.out()).contains("Given up: Partition 0 ends at event ");
        assertThat(accepted.code()).isZero();
        assertThat(cli.run("run", "echo", "1").out()).isEqualTo("1\n");
    }

    @Test
    void aDamagedFileIsToldAndSalvagedByWord() throws Exception {
        cli.run("down");
        Path file = state("perdure.db");
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            // The oldest pages are of the schema and of the roots; in the middle lie rows.
            bytes.seek(bytes.length() / 2 / PAGE * PAGE);
            bytes.write(new byte[PAGE]);
        }
        Outcome found = cli.run("doctor");
        assertThat(found.out() + found.err()).contains("damaged", "perdure doctor --salvage");
        assertThat(found.code()).isNotZero();

        Outcome salvaged = cli.run("doctor", "--salvage");
        assertThat(salvaged.out()).contains("The damaged file is kept in " + state("damaged-1"));
        Outcome healthy = cli.run("doctor");
        assertThat(healthy.out()).contains("Everything is as it should be");
        assertThat(healthy.code()).isZero();
        assertThat(cli.run("tasks").out()).contains("t-29");
        assertThat(cli.run("run", "echo", "1").out()).isEqualTo("1\n");
    }

    @Test
    void nothingIsMendedWhileADaemonRuns() {
        for (String option : new String[] {"--salvage", "--accept-loss", "--rebuild"}) {
            Outcome refused = cli.run("doctor", option);
            assertThat(refused.code()).isEqualTo(5);
            assertThat(refused.err()).contains("Stop it first with: perdure down");
        }
    }

    private Path state(String name) {
        return directory.resolve("state").resolve(name);
    }
}
