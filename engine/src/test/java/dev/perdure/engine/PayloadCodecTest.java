package dev.perdure.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.perdure.api.ErrorCode;
import dev.perdure.api.Json;
import dev.perdure.api.JsonLimits;
import dev.perdure.api.PayloadTooLargeException;
import dev.perdure.api.PerdureException;
import dev.perdure.api.PerdureOptions;
import dev.perdure.api.TypeRef;
import dev.perdure.engine.json.PayloadCodec;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What comes back equal is taken, and nothing else. */
class PayloadCodecTest {
    private final PayloadCodec codec = new PayloadCodec(PerdureOptions.DEFAULT.withPayloadLimit(1 << 20));

    enum Colour {
        RED,
        GREEN
    }

    record Point(int x, int y) {}

    @SuppressWarnings("ArrayRecordComponent") // arrays are among what must come back
    record Meeting(ZonedDateTime at, Optional<String> room, Set<Colour> colours, double[] weights) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Drawing(List<Shape> shapes) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(Dot.class))
    sealed interface Mark permits Dot {}

    record Dot(int at) implements Mark {}

    static Stream<Arguments> faithful() {
        TypeRef<?> points = new TypeRef<Map<Colour, List<Point>>>() {};
        TypeRef<?> doubles = new TypeRef<Map<String, Double>>() {};
        TypeRef<?> texts = new TypeRef<Set<String>>() {};
        return Stream.of(
                Arguments.of(TypeRef.of(Double.class), -0.0),
                Arguments.of(TypeRef.of(Double.class), Double.NaN),
                Arguments.of(TypeRef.of(Double.class), Double.MIN_VALUE),
                Arguments.of(TypeRef.of(Float.class), 0.1f),
                Arguments.of(TypeRef.of(Long.class), Long.MIN_VALUE),
                Arguments.of(TypeRef.of(BigDecimal.class), new BigDecimal("1.00")),
                Arguments.of(TypeRef.of(BigDecimal.class), new BigDecimal("1E+400")),
                Arguments.of(TypeRef.of(BigDecimal.class), new BigDecimal("-0.0")),
                Arguments.of(TypeRef.of(BigInteger.class), BigInteger.TEN.pow(900)),
                Arguments.of(TypeRef.of(Character.class), 'ß'),
                Arguments.of(TypeRef.of(byte[].class), new byte[] {0, -1, 7}),
                Arguments.of(
                        TypeRef.of(OffsetDateTime.class), OffsetDateTime.parse("2026-03-01T00:30:00.123456789+02:00")),
                Arguments.of(
                        TypeRef.of(ZonedDateTime.class),
                        ZonedDateTime.parse("2026-10-25T02:30:00+01:00[Europe/Berlin]")),
                Arguments.of(TypeRef.of(ZonedDateTime.class), ZonedDateTime.parse("2026-10-25T02:30:00Z[UTC]")),
                Arguments.of(TypeRef.of(Instant.class), Instant.parse("2026-10-25T02:30:00.000000001Z")),
                Arguments.of(TypeRef.of(LocalDate.class), LocalDate.of(-4, 2, 29)),
                Arguments.of(TypeRef.of(Duration.class), Duration.ofNanos(-1)),
                Arguments.of(TypeRef.of(Colour.class), Colour.GREEN),
                Arguments.of(TypeRef.of(Mark.class), new Dot(3)),
                Arguments.of(points, Map.of(Colour.RED, List.of(new Point(1, 2)), Colour.GREEN, List.of())),
                Arguments.of(doubles, Map.of("a", Double.NEGATIVE_INFINITY, "b", 0.1, "c", Double.NaN)),
                Arguments.of(
                        texts,
                        new HashSet<>(IntStream.range(0, 100)
                                .mapToObj(Integer::toHexString)
                                .toList())),
                Arguments.of(TypeRef.of(String.class), "a\0b\u2028\ud83d\ude00"));
    }

    @ParameterizedTest
    @MethodSource("faithful")
    <T> void whatComesBackEqualIsTaken(TypeRef<T> type, T value) {
        PayloadCodec.Proven<T> proven = codec.prove(value, type);
        assertThat(proven.value()).isEqualTo(value);
        assertThat(codec.decode(proven.encoded().payload(), type, _ -> new byte[0]))
                .isEqualTo(value);
    }

    @Test
    void aRecordOfManyKindsComesBack() {
        Meeting meeting = new Meeting(
                ZonedDateTime.parse("2026-10-25T02:30:00+02:00[Europe/Berlin]"),
                Optional.empty(),
                Set.of(Colour.RED, Colour.GREEN),
                new double[] {-0.0, 1e300});
        Meeting back = codec.prove(meeting, TypeRef.of(Meeting.class)).value();
        assertThat(back).usingRecursiveComparison().isEqualTo(meeting);
    }

    @Test
    void whatDoesNotComeBackIsRefusedWithItsPlace() {
        refused(new Drawing(List.of(new Circle(1))), TypeRef.of(Drawing.class), "Shape is abstract", "@JsonTypeInfo");
        refused("x\ud800", TypeRef.of(String.class), "surrogate");
        refused(List.of("ok", "\udc00"), new TypeRef<List<String>>() {}, "surrogate", "/1");
        refused(new BigDecimal("1E+99999"), TypeRef.of(BigDecimal.class), "exponent");
        refused(BigInteger.TEN.pow(1_200), TypeRef.of(BigInteger.class), "1201 characters");
        refused(
                Map.of("amount", new BigDecimal("1.00")),
                new TypeRef<Map<String, Object>>() {},
                "/amount",
                "1.00",
                "1.0");
        refused(null, anInt(), "null", "0");
        refused(Map.of("x".repeat(JsonLimits.NAME_LENGTH + 1), 1), new TypeRef<Map<String, Integer>>() {}, "50001");
        List<Object> itself = new ArrayList<>();
        itself.add(itself);
        refused(itself, new TypeRef<List<Object>>() {}, "refer to itself");
        Iterable<Integer> breaks = () -> {
            throw new IllegalStateException("the connection is gone");
        };
        refused(breaks, new TypeRef<Iterable<Integer>>() {}, "the connection is gone");
    }

    @Test
    void aValueWithoutAnEndDoesNotFillTheMemory() {
        Iterator<Integer> endless = Stream.iterate(1, i -> i + 1).iterator();
        assertThatThrownBy(() -> codec.prove(() -> endless, new TypeRef<Iterable<Integer>>() {}))
                .hasMessageContaining("Does it have an end");
        PayloadCodec small = new PayloadCodec(PerdureOptions.DEFAULT.withPayloadLimit(1024));
        assertThatThrownBy(() -> small.prove("x".repeat(1024), TypeRef.of(String.class)))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("1026");
    }

    /** As a caller has it who takes no notice of null. */
    @SuppressWarnings("unchecked")
    private static TypeRef<@Nullable Integer> anInt() {
        return (TypeRef<@Nullable Integer>) (TypeRef<?>) TypeRef.of(int.class);
    }

    private <T extends @Nullable Object> void refused(T value, TypeRef<T> type, String... words) {
        assertThatThrownBy(() -> codec.prove(value, type))
                .isInstanceOfSatisfying(
                        PerdureException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT))
                .hasMessageContainingAll(words)
                .message()
                .doesNotContain("Source", "jackson", "Constraints");
    }

    @Test
    void typesThatNothingCanBeReadOfAreKnownBefore() {
        unreadable(TypeRef.of(Shape.class), "abstract");
        unreadable(TypeRef.of(Runnable.class), "abstract");
        unreadable(new TypeRef<List<Shape>>() {}, "abstract");
        unreadable(new TypeRef<Map<Point, String>>() {}, "the keys of JSON are texts");
        for (TypeRef<?> type : List.of(
                TypeRef.of(Json.class),
                TypeRef.of(Object.class),
                TypeRef.of(Number.class),
                TypeRef.of(Mark.class),
                TypeRef.of(Drawing.class),
                new TypeRef<Map<Colour, List<Optional<Point>>>>() {})) {
            codec.requireReadable("The result of step", "draw", type);
        }
    }

    private void unreadable(TypeRef<?> type, String word) {
        assertThatThrownBy(() -> codec.requireReadable("The result of step", "draw", type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("The result of step draw", word);
    }

    @Test
    void aMisfitIsSaidInWordsWithItsPlace() {
        assertThatThrownBy(() -> codec.decode(new Json("[{\"x\":1,\"y\":\"two\"}]"), new TypeRef<List<Point>>() {}))
                .hasMessageContainingAll("/0/y", "a whole number", "\"two\"");
        assertThatThrownBy(() -> codec.decode(new Json("{}"), TypeRef.of(Boolean.class)))
                .hasMessageContainingAll("true or false is expected", "{}");
        assertThatThrownBy(() -> codec.decode(new Json("\"BLUE\""), TypeRef.of(Colour.class)))
                .hasMessageContainingAll("\"RED\", \"GREEN\"", "\"BLUE\"");
        assertThatThrownBy(() -> codec.decode(new Json("[]"), TypeRef.of(Point.class)))
                .hasMessageContainingAll("an object of the type Point {x, y}", "[]");
    }

    @Test
    void jsonOutsideOfTheLimitsIsRefusedInASentence() {
        int deep = JsonLimits.DEPTH;
        codec.encode(new Json("[".repeat(deep) + "]".repeat(deep)));
        outside("[".repeat(deep + 1) + "]".repeat(deep + 1), "500 levels");
        codec.encode(new Json("9".repeat(JsonLimits.NUMBER_LENGTH)));
        outside("9".repeat(JsonLimits.NUMBER_LENGTH + 1), "1001 characters");
        codec.encode(new Json("1e-9999"));
        outside("{\"a\":[1e99999999999]}", "exponent", "/a/0");
        outside("{\"a\":1,\"a\":2}", "uplicate", "line 1");
        outside("\"\\ud800\"", "surrogate");
        outside("", "empty");
        outside(" \n", "empty");
        outside("1 2", "after its end");
        outside("{\"a\":", "line 1");
        outside("NaN", "line 1");
        assertThat(codec.encode(new Json(" \t-0.0\n")).payload().json()).isEqualTo("-0.0");
    }

    private void outside(String json, String... words) {
        assertThatThrownBy(() -> codec.encode(new Json(json)))
                .isInstanceOf(PerdureException.class)
                .hasMessageContainingAll(words)
                .message()
                .doesNotContain("Source", "tools.", "Constraints");
    }
}
