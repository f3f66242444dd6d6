package dev.perdure.session.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelmTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Operator ANN = Operator.human("ann");
    private static final Operator BOT = Operator.agent("bot");

    @Test
    void aHelmWithoutInputFallsFreeAfterItsTime() {
        Helm helm = new Helm();
        assertThat(helm.request(BOT, Duration.ofMinutes(5), NOON)).isTrue();
        helm.used(BOT, NOON.plusSeconds(240));
        assertThatThrownBy(() -> helm.require(ANN, NOON.plusSeconds(539))).isInstanceOf(AccessException.class);
        helm.require(ANN, NOON.plusSeconds(540));
        assertThat(helm.status()).isEqualTo(HelmStatus.FREE);
    }

    @Test
    void aHelmWithoutEndStaysUntilItIsReleased() {
        Helm helm = new Helm();
        helm.give(ANN, Duration.ZERO, NOON);
        assertThat(helm.expire(NOON.plus(Duration.ofDays(1000)))).isFalse();
        assertThat(helm.request(BOT, Duration.ZERO, NOON)).isFalse();
        assertThat(helm.request(BOT, Duration.ZERO, NOON)).isFalse();
        assertThat(helm.status().requests()).containsExactly(BOT);
        assertThat(helm.release(BOT)).isFalse();
        assertThat(helm.status().requests()).isEmpty();
        assertThat(helm.release(ANN)).isTrue();
    }

    @Test
    void aHelmForLongerThanAnyClockShowsIsWithoutEnd() {
        Helm helm = new Helm();
        helm.give(ANN, Duration.ofSeconds(Long.MAX_VALUE), NOON);
        helm.used(ANN, NOON.plusSeconds(1));
        assertThat(helm.expire(Instant.MAX)).isFalse();
        assertThat(helm.status().until()).isEmpty();
        assertThat(helm.holder()).contains(ANN);
    }

    @Test
    void aCapHoldsWhateverADoorAllows() {
        Rights rights = new Rights(Map.of());
        assertThat(rights.allow(BOT, Right.STEER)).isEqualTo(Right.STEER);
        rights.cap(BOT, Right.OBSERVE);
        assertThat(rights.allow(BOT, Right.GOVERN)).isEqualTo(Right.OBSERVE);
        assertThatThrownBy(() -> rights.require(BOT, Right.STEER)).hasMessageContaining("revoked");
        Rights later = new Rights(rights.caps());
        assertThat(later.allow(BOT, Right.STEER)).isEqualTo(Right.OBSERVE);
        later.restore(BOT);
        later.require(BOT, Right.STEER);
        assertThat(later.has(ANN, Right.OBSERVE)).isFalse();
    }
}
