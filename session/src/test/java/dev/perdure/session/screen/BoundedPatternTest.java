package dev.perdure.session.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BoundedPatternTest {
    @Test
    void whatIsFoundIsWhatThePatternFindsAlone() {
        String text = "one two  three\nfour";
        BoundedPattern bounded = new BoundedPattern(Pattern.compile("(?m)\\w+$|t\\w"), 1_000);
        Matcher found = bounded.on(text);
        Matcher expected = Pattern.compile("(?m)\\w+$|t\\w").matcher(text);
        while (expected.find()) {
            assertThat(bounded.find(found)).isTrue();
            assertThat(found.group()).isEqualTo(expected.group());
            assertThat(found.start()).isEqualTo(expected.start());
        }
        assertThat(bounded.find(found)).isFalse();
    }

    @Test
    void aPatternThatTriesEveryWayIsGivenUp() {
        BoundedPattern bounded = new BoundedPattern(Pattern.compile("a*a*a*a*a*a*a*a*a*b"), 1_000_000);
        assertThatThrownBy(() -> bounded.find(bounded.on("a".repeat(100))))
                .isInstanceOf(PatternException.class)
                .hasMessageContaining("more than 1000000 characters");
    }

    @Test
    void theBoundIsOfAllTextsTogether() {
        BoundedPattern bounded = new BoundedPattern(Pattern.compile("[xy]"), 15);
        assertThat(bounded.find(bounded.on("0123456789"))).isFalse();
        assertThatThrownBy(() -> bounded.find(bounded.on("0123456789"))).isInstanceOf(PatternException.class);
    }

    @Test
    void aPatternThatNestsAsDeepAsTheTextIsGivenUp() {
        BoundedPattern bounded = new BoundedPattern(Pattern.compile("(a|b)*c"), Long.MAX_VALUE);
        assertThatThrownBy(() -> bounded.find(bounded.on("ab".repeat(1_000_000))))
                .isInstanceOf(PatternException.class)
                .hasMessageContaining("nests too deep");
    }
}
