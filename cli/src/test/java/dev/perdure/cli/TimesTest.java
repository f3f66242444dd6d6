package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.perdure.api.Timeline;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void readsSpansOfPeopleAndOfTheStandard() {
        assertThat(Times.span("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Times.span("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(Times.span("2h")).isEqualTo(Duration.ofHours(2));
        assertThat(Times.span("PT1H30M")).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void readsMomentsAndSpansFromNow() {
        assertThat(Times.moment("2026-02-01T09:00:00Z", NOW)).isEqualTo(Instant.parse("2026-02-01T09:00:00Z"));
        assertThat(Times.moment("3d", NOW)).isEqualTo(NOW.plus(Duration.ofDays(3)));
        assertThat(Times.moment("PT1M", NOW)).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void bringsWhatIsTooFarOntoTheTimeline() {
        assertThat(Times.span("4000000d")).isEqualTo(Timeline.LONGEST);
        assertThat(Times.span("PT9223372036854775807S")).isEqualTo(Timeline.LONGEST);
        assertThat(Times.moment("4000000d", NOW)).isEqualTo(Timeline.LATEST);
        assertThat(Times.moment(Instant.MAX.toString(), NOW)).isEqualTo(Timeline.LATEST);
        assertThat(Times.moment("pt1h", NOW)).isEqualTo(NOW.plusSeconds(3600));
        assertThat(Times.moment("pT1H", NOW)).isEqualTo(NOW.plusSeconds(3600));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-5s", "5 s", "P", "99999999999999999999s", "9999999999999999d", "tomorrow"})
    void saysWhatASpanLooksLike(String text) {
        assertThatThrownBy(() -> Times.span(text)).hasMessageContaining("is no span of time");
    }
}
