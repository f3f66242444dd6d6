package dev.perdure.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.bench.ProcessorLoad.Ticks;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A machine is called busy for what others do now, not for what a bench did a minute ago. */
class ProcessorLoadTest {
    private static final List<String> BEFORE = List.of("cpu  1000 50 300 8000 100 10 20 5 7 0", "cpu0 1 2 3");

    @Test
    void idleTicksAndThoseThatWaitForADiskAreNobodysLoad() throws Exception {
        Ticks before = Ticks.of(BEFORE);
        assertThat(Ticks.of(List.of("cpu  1000 50 300 8390 110 10 20 5 7 0")).busySince(before))
                .isZero();
        assertThat(Ticks.of(List.of("cpu  1100 50 350 8200 100 10 20 55 7 0")).busySince(before))
                .isEqualTo(0.5);
        assertThat(before.busySince(before)).isZero();
    }
}
