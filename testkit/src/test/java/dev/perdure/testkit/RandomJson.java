package dev.perdure.testkit;

import dev.perdure.api.JsonLimits;
import java.util.random.RandomGenerator;

/** Random JSON texts, within the layer's limits and just outside of them. */
final class RandomJson {
    private static final String[] TEXTS = {
        "", "a", "ü", "日本", "\\u0000", "\\ud83d\\ude00", "😀", "\\n\\t\\\"\\\\\\/", "\\u2028", "\\u0041", "null", "-0"
    };
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t ", "\r\n"};

    private final RandomGenerator random;

    RandomJson(RandomGenerator random) {
        this.random = random;
    }

    /** A value within the limits. */
    String inside() {
        return switch (random.nextInt(12)) {
            case 0 -> nested(JsonLimits.DEPTH - random.nextInt(3));
            case 1 -> "{\"" + "k".repeat(JsonLimits.NAME_LENGTH - random.nextInt(3)) + "\":" + value(2) + "}";
            case 2 -> "9".repeat(JsonLimits.NUMBER_LENGTH - random.nextInt(3));
            case 3 -> "\"" + "ü".repeat(random.nextInt(70_000)) + "\"";
            default -> value(0);
        };
    }

    /** A text that is outside of the limits, or no JSON value at all. */
    String outside() {
        return switch (random.nextInt(9)) {
            case 0 -> nested(JsonLimits.DEPTH + 1 + random.nextInt(1_000));
            case 1 -> "{\"" + "k".repeat(JsonLimits.NAME_LENGTH + 1 + random.nextInt(3)) + "\":1}";
            case 2 -> "[" + "9".repeat(JsonLimits.NUMBER_LENGTH + 1 + random.nextInt(3)) + "]";
            case 3 ->
                random.nextInt(1, 10) + "e" + (random.nextBoolean() ? "-" : "+")
                        + random.nextLong(10_000, Long.MAX_VALUE);
            case 4 -> "{\"a\":" + value(1) + ",\"a\":" + value(1) + "}";
            case 5 -> "[\"\\ud800\"]";
            case 6 -> "[\"\udc00\"]";
            case 7 -> "[" + value(1);
            default -> value(1) + " " + value(1);
        };
    }

    private String nested(int depth) {
        StringBuilder text = new StringBuilder();
        StringBuilder end = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            boolean list = random.nextBoolean();
            text.append(list ? "[" : "{\"a\":");
            end.append(list ? ']' : '}');
        }
        return text.append(number()).append(end.reverse()).toString();
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 4 ? 5 : 8)) {
            case 0 -> random.nextBoolean() ? "true" : "null";
            case 1, 2 -> number();
            case 3, 4 -> "\"" + text() + "\"";
            case 5 -> "[" + members(depth, false) + "]";
            default -> "{" + members(depth, true) + "}";
        };
    }

    private String members(int depth, boolean named) {
        StringBuilder members = new StringBuilder(space());
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            members.append(i == 0 ? "" : ",").append(space());
            if (named) {
                members.append('"')
                        .append(i)
                        .append(text())
                        .append("\"")
                        .append(space())
                        .append(':');
            }
            members.append(space()).append(value(depth + 1)).append(space());
        }
        return members.toString();
    }

    private String number() {
        return switch (random.nextInt(6)) {
            case 0 -> "-0.0";
            case 1 -> random.nextInt(-9, 10) + ".00";
            case 2 ->
                random.nextInt(1, 10) + (random.nextBoolean() ? "e" : "E+") + random.nextInt(JsonLimits.EXPONENT + 1);
            case 3 -> random.nextInt(1, 10) + ".5e-" + random.nextInt(JsonLimits.EXPONENT + 1);
            case 4 -> Double.toString(random.nextGaussian());
            default -> Long.toString(random.nextLong());
        };
    }

    private String text() {
        return TEXTS[random.nextInt(TEXTS.length)] + TEXTS[random.nextInt(TEXTS.length)];
    }

    private String space() {
        return SPACES[random.nextInt(SPACES.length)];
    }
}
