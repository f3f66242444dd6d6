package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {
    private static final List<String> KNOWN = List.of("vendor-review", "vendor-candidate", "echo");

    @Test
    void findsWhatWasMistyped() {
        assertThat(Nearest.to("vendor-reveiw", KNOWN)).contains("vendor-review");
        assertThat(Nearest.to("ecoh", KNOWN)).contains("echo");
        assertThat(Nearest.to("ech", KNOWN)).contains("echo");
        assertThat(Nearest.to("vendor", KNOWN)).contains("vendor-review");
    }

    @Test
    void findsNothingWhereNothingIsNear() {
        assertThat(Nearest.to("payroll", KNOWN)).isEmpty();
        assertThat(Nearest.to("x", List.of())).isEmpty();
    }

    @Test
    void countsLettersPutInLeftOutReplacedAndSwapped() {
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("rnu", "run")).isEqualTo(1);
        assertThat(Nearest.distance("", "abc")).isEqualTo(3);
    }
}
