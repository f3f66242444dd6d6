package dev.perdure.session.screen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a colour as programs spell it in OSC 4, 5 and 10 to 19, into 0xRRGGBB: the specifications and names of X11.
 *
 * <p>Source: Xlib, "Color Strings". Where X11 asks for the gamma of a monitor, this takes that of sRGB with its white point
 * D65, which all monitors aim at today.
 */
final class ColorSpec {

    private static final Pattern SHARP = Pattern.compile("#((?:\\p{XDigit}{3}){1,4})");
    private static final Pattern RGB = Pattern.compile("rgb:(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4})");
    private static final String NUMBER = "([+-]?(?:[0-9]{1,9}\\.?[0-9]{0,9}|\\.[0-9]{1,9})(?:e[+-]?[0-9]{1,2})?)";
    private static final Pattern REAL =
            Pattern.compile("(rgbi|ciexyz|cieuvy|ciexyy|cielab|cieluv|tekhvc):" + NUMBER + "/" + NUMBER + "/" + NUMBER);

    /** Of D65. */
    private static final double WHITE_X = 0.95047;

    private static final double WHITE_Z = 1.08883;
    private static final double WHITE_U = 0.19784;
    private static final double WHITE_V = 0.46834;

    private static final Map<String, Integer> NAMES = names();

    private ColorSpec() {}

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new HashMap<>();
        try (InputStream in = ColorSpec.class.getResourceAsStream("colors.txt")) {
            if (in == null) {
                throw new IllegalStateException("the resource colors.txt is missing");
            }
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        int blank = line.indexOf(' ');
                        names.put(line.substring(0, blank), Integer.parseInt(line.substring(blank + 1), 16));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(names);
    }

    /** The colour; empty for what is none. */
    static OptionalInt parse(String spec) {
        String text = spec.toLowerCase(Locale.ROOT);
        Matcher sharp = SHARP.matcher(text);
        if (sharp.matches()) {
            String digits = sharp.group(1);
            int n = digits.length() / 3;
            return OptionalInt.of(
                    rgb(high(digits.substring(0, n)), high(digits.substring(n, 2 * n)), high(digits.substring(2 * n))));
        }
        Matcher rgb = RGB.matcher(text);
        if (rgb.matches()) {
            return OptionalInt.of(rgb(scaled(rgb.group(1)), scaled(rgb.group(2)), scaled(rgb.group(3))));
        }
        Matcher real = REAL.matcher(text);
        if (real.matches()) {
            return device(
                    real.group(1),
                    Double.parseDouble(real.group(2)),
                    Double.parseDouble(real.group(3)),
                    Double.parseDouble(real.group(4)));
        }
        Integer named = NAMES.get(text.replace(" ", ""));
        return named == null ? OptionalInt.empty() : OptionalInt.of(named);
    }

    private static int rgb(int red, int green, int blue) {
        return (red << 16) | (green << 8) | blue;
    }

    /** The eight highest bits of a number that zeros fill up. */
    private static int high(String digits) {
        return Integer.parseInt((digits + "0").substring(0, 2), 16);
    }

    private static int scaled(String digits) {
        int most = (1 << (4 * digits.length())) - 1;
        return (int) (Integer.parseInt(digits, 16) * 65535L / most) >> 8;
    }

    private static OptionalInt device(String space, double a, double b, double c) {
        return switch (space) {
            case "rgbi" ->
                a < 0 || a > 1 || b < 0 || b > 1 || c < 0 || c > 1
                        ? OptionalInt.empty()
                        : OptionalInt.of(rgb(encoded(a), encoded(b), encoded(c)));
            case "ciexyz" -> xyz(a, b, c);
            case "cieuvy" -> uv(a, b, c);
            case "ciexyy" -> b == 0 ? OptionalInt.empty() : xyz(a * c / b, c, (1 - a - b) * c / b);
            case "cielab" -> lab(a, b, c);
            case "cieluv" -> luv(a, b, c);
            default -> hvc(a, b, c);
        };
    }

    private static OptionalInt xyz(double x, double y, double z) {
        if (y < 0 || y > 1) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(rgb(
                encoded(3.2406 * x - 1.5372 * y - 0.4986 * z),
                encoded(-0.9689 * x + 1.8758 * y + 0.0415 * z),
                encoded(0.0557 * x - 0.2040 * y + 1.0570 * z)));
    }

    /** sRGB, IEC 61966-2-1. What lies outside of it is brought to its edge. */
    private static int encoded(double linear) {
        double value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
        return (int) Math.round(Math.clamp(value, 0.0, 1.0) * 255);
    }

    private static OptionalInt uv(double u, double v, double y) {
        return v == 0 ? OptionalInt.empty() : xyz(y * 9 * u / (4 * v), y, y * (12 - 3 * u - 20 * v) / (4 * v));
    }

    private static double luminance(double lightness) {
        return lightness > 8 ? Math.pow((lightness + 16) / 116, 3) : lightness / 903.3;
    }

    private static OptionalInt lab(double lightness, double a, double b) {
        if (lightness < 0 || lightness > 100) {
            return OptionalInt.empty();
        }
        double y = (lightness + 16) / 116;
        return xyz(WHITE_X * cubed(y + a / 500), luminance(lightness), WHITE_Z * cubed(y - b / 200));
    }

    private static double cubed(double t) {
        return t > 6.0 / 29 ? t * t * t : (t - 4.0 / 29) * 108 / 841;
    }

    private static OptionalInt luv(double lightness, double u, double v) {
        if (lightness < 0 || lightness > 100) {
            return OptionalInt.empty();
        }
        double scale = 13 * lightness;
        return scale == 0 ? OptionalInt.of(0) : uv(u / scale + WHITE_U, v / scale + WHITE_V, luminance(lightness));
    }

    /** Hue in degrees from the best red, value, chroma. */
    private static OptionalInt hvc(double hue, double value, double chroma) {
        if (value < 0 || value > 100 || chroma < 0) {
            return OptionalInt.empty();
        }
        if (value == 0) {
            return OptionalInt.of(0);
        }
        double bestRed = Math.atan2(0.4931 - WHITE_V, 0.7127 - WHITE_U);
        double angle = Math.toRadians(hue) + bestRed;
        double distance = chroma / (value * 7.50725);
        return uv(WHITE_U + distance * Math.cos(angle), WHITE_V + distance * Math.sin(angle), luminance(value));
    }
}
