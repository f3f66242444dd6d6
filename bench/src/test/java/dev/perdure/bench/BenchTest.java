package dev.perdure.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.session.linux.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchTest {
    @TempDir
    Path directory;

    @Test
    @Timeout(600)
    void aQuickBenchMeasuresEveryWorkloadAndWritesItDown() throws Exception {
        Path json = directory.resolve("bench.json");
        Bench.main(new String[] {"--quick", "--json", json.toString(), "--dir", directory.toString()});
        JsonNode report = JsonMapper.builder().build().readTree(Files.readString(json));
        Set<String> workloads = new TreeSet<>();
        for (JsonNode measure : report.get("measures")) {
            workloads.add(measure.get("workload").asString());
            assertThat(measure.get("figure").get("rounds").asInt()).isPositive();
        }
        assertThat(workloads).contains("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8", "W9");
        if (Platform.obstacle().isEmpty()) {
            assertThat(workloads).contains("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11");
        }
        assertThat(directory).isDirectoryNotContaining(file -> !file.equals(json));
    }
}
