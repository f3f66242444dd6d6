package dev.perdure.session.screen;

/**
 * Select graphic rendition: reads parameters into a {@link Pen}, and spells a {@link Style}.
 *
 * <p>Sources: ECMA-48 §8.3.117, ISO 8613-6 for colours, xterm's control sequences, and kitty's underline extension
 * (4:n, 58, 59).
 */
final class Sgr {

    private Sgr() {}

    static void apply(Params params, Pen pen) {
        for (int i = 0; i < params.size(); i++) {
            int p = params.get(i);
            switch (p) {
                case 38, 48, 58 -> i = color(params, i, pen);
                case 4 -> pen.underline(params.subCount(i) == 0 ? 1 : styleOf(params.sub(i, 0)));
                default -> attribute(p, pen);
            }
        }
    }

    private static int styleOf(int n) {
        return n < 0 || n > 5 ? 1 : n;
    }

    private static void attribute(int p, Pen pen) {
        switch (p) {
            case 0 -> pen.plain();
            case 1 -> pen.set(Style.BOLD);
            case 2 -> pen.set(Style.FAINT);
            case 3 -> pen.set(Style.ITALIC);
            case 5 -> pen.set(Style.BLINK);
            case 7 -> pen.set(Style.INVERSE);
            case 8 -> pen.set(Style.INVISIBLE);
            case 9 -> pen.set(Style.STRIKETHROUGH);
            case 21 -> pen.underline(2);
            case 22 -> pen.unset(Style.BOLD | Style.FAINT);
            case 23 -> pen.unset(Style.ITALIC);
            case 24 -> pen.underline(0);
            case 25 -> pen.unset(Style.BLINK);
            case 27 -> pen.unset(Style.INVERSE);
            case 28 -> pen.unset(Style.INVISIBLE);
            case 29 -> pen.unset(Style.STRIKETHROUGH);
            case 39 -> pen.foreground(Color.DEFAULT);
            case 49 -> pen.background(Color.DEFAULT);
            case 53 -> pen.set(Style.OVERLINE);
            case 55 -> pen.unset(Style.OVERLINE);
            case 59 -> pen.underlineColor(Color.DEFAULT);
            default -> basicColor(p, pen);
        }
    }

    private static void basicColor(int p, Pen pen) {
        if (p >= 30 && p <= 37) {
            pen.foreground(Color.basic(p - 30));
        } else if (p >= 40 && p <= 47) {
            pen.background(Color.basic(p - 40));
        } else if (p >= 90 && p <= 97) {
            pen.foreground(Color.basic(p - 90 + 8));
        } else if (p >= 100 && p <= 107) {
            pen.background(Color.basic(p - 100 + 8));
        }
        // Others (fonts, frames, superscripts) have no place in a cell and change nothing.
    }

    /** Reads a colour in any of its spellings; returns the index of the last parameter it took. */
    private static int color(Params params, int at, Pen pen) {
        int target = params.get(at);
        int subs = params.subCount(at);
        if (subs > 0) {
            int kind = params.sub(at, 0);
            if (kind == 5 && subs >= 2) {
                apply(pen, target, Color.indexed(sub(params, at, 1)));
            } else if (kind == 2 && subs >= 4) {
                // 38:2:r:g:b is common; by the standard a colour space comes first, 38:2::r:g:b.
                int first = subs == 4 ? 1 : 2;
                apply(
                        pen,
                        target,
                        Color.rgb(sub(params, at, first), sub(params, at, first + 1), sub(params, at, first + 2)));
            }
            return at;
        }
        int kind = params.get(at + 1);
        if (at + 1 >= params.size()) {
            return at;
        }
        if (params.subCount(at + 1) > 0) {
            return mixed(params, at, pen, target, kind);
        }
        if (kind == 5) {
            apply(pen, target, Color.indexed(params.get(at + 2)));
            return at + 2;
        }
        if (kind == 2) {
            apply(pen, target, Color.rgb(params.get(at + 2), params.get(at + 3), params.get(at + 4)));
            return at + 4;
        }
        return at + 1;
    }

    /** The mixed spelling 38;2:r:g:b and 38;5:n. */
    private static int mixed(Params params, int at, Pen pen, int target, int kind) {
        int subs = params.subCount(at + 1);
        if (kind == 5) {
            apply(pen, target, Color.indexed(sub(params, at + 1, 0)));
        } else if (kind == 2 && subs >= 3) {
            int first = subs == 3 ? 0 : 1;
            apply(
                    pen,
                    target,
                    Color.rgb(
                            sub(params, at + 1, first),
                            sub(params, at + 1, first + 1),
                            sub(params, at + 1, first + 2)));
        }
        return at + 1;
    }

    private static int sub(Params params, int at, int index) {
        return index < params.subCount(at) ? Math.max(params.sub(at, index), 0) : 0;
    }

    private static void apply(Pen pen, int target, int color) {
        switch (target) {
            case 38 -> pen.foreground(color);
            case 48 -> pen.background(color);
            default -> pen.underlineColor(color);
        }
    }

    /** The sequence that makes any pen this style; begins with a reset. */
    static String format(Style style) {
        return "\033[" + parameters(style) + "m";
    }

    static String parameters(Style style) {
        StringBuilder out = new StringBuilder("0");
        flag(out, style, Style.BOLD, ";1");
        flag(out, style, Style.FAINT, ";2");
        flag(out, style, Style.ITALIC, ";3");
        flag(out, style, Style.BLINK, ";5");
        flag(out, style, Style.INVERSE, ";7");
        flag(out, style, Style.INVISIBLE, ";8");
        flag(out, style, Style.STRIKETHROUGH, ";9");
        flag(out, style, Style.OVERLINE, ";53");
        switch (style.underline()) {
            case 0 -> {}
            case 1 -> out.append(";4");
            default -> out.append(";4:").append(style.underline());
        }
        color(out, style.foreground(), 30);
        color(out, style.background(), 40);
        underlineColor(out, style.underlineColor());
        return out.toString();
    }

    /** The parameters as DECRQSS reports them: colours with colons, as xterm does. */
    static String report(Style style) {
        Style plain = new Style(0, 0, style.underlineColor(), style.flags(), null);
        StringBuilder out = new StringBuilder(parameters(plain).replace(";4:2", ";21"));
        colonColor(out, style.foreground(), 30);
        colonColor(out, style.background(), 40);
        return out.toString();
    }

    private static void colonColor(StringBuilder out, int color, int base) {
        int value = Color.value(color);
        if (Color.isIndexed(color)) {
            out.append(';').append(base + 8).append(":5:").append(value);
        } else if (Color.isRgb(color)) {
            out.append(';').append(base + 8).append(":2::").append(value >> 16);
            out.append(':').append((value >> 8) & 0xFF).append(':').append(value & 0xFF);
        } else {
            color(out, color, base);
        }
    }

    private static void flag(StringBuilder out, Style style, int flag, String text) {
        if (style.has(flag)) {
            out.append(text);
        }
    }

    private static void color(StringBuilder out, int color, int base) {
        int value = Color.value(color);
        if (Color.isBasic(color)) {
            out.append(';').append(value < 8 ? base + value : base + 60 + value - 8);
        } else if (Color.isIndexed(color)) {
            out.append(';').append(base + 8).append(";5;").append(value);
        } else if (Color.isRgb(color)) {
            out.append(';').append(base + 8).append(";2;");
            out.append(value >> 16)
                    .append(';')
                    .append((value >> 8) & 0xFF)
                    .append(';')
                    .append(value & 0xFF);
        }
    }

    private static void underlineColor(StringBuilder out, int color) {
        int value = Color.value(color);
        if (Color.isRgb(color)) {
            out.append(";58:2::").append(value >> 16).append(':').append((value >> 8) & 0xFF);
            out.append(':').append(value & 0xFF);
        } else if (color != Color.DEFAULT) {
            out.append(";58:5:").append(value);
        }
    }
}
