package dev.perdure.session.screen;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** The style that the next character gets. Its numbers in the {@link StyleTable} are looked up lazily and kept. */
final class Pen {

    private final StyleTable styles;
    private int foreground;
    private int background;
    private int underlineColor;
    private int flags;
    private @Nullable Link link;

    private int id;
    private int eraseId;
    private boolean stale;
    private boolean eraseStale;

    Pen(StyleTable styles) {
        this.styles = styles;
    }

    /** The number of the style that printed characters get. */
    int id() {
        if (stale) {
            id = styles.idOf(foreground, background, underlineColor, flags, link);
            stale = false;
        }
        return id;
    }

    /** The number of the style that erased cells get: the background colour alone ("back colour erase"). */
    int eraseId() {
        if (eraseStale) {
            eraseId = background == Color.DEFAULT ? 0 : styles.idOf(0, background, 0, 0, null);
            eraseStale = false;
        }
        return eraseId;
    }

    /** The number of the style of the pen's colours alone; to be written at once. */
    int colorsId() {
        return styles.idOf(foreground, background, 0, 0, null);
    }

    /** Marks the numbers that the pen holds, and that somebody may be writing with. */
    void mark(BitSet marked) {
        marked.set(id);
        marked.set(eraseId);
    }

    Style style() {
        return new Style(foreground, background, underlineColor, flags, link);
    }

    void become(Style style) {
        foreground = style.foreground();
        background = style.background();
        underlineColor = style.underlineColor();
        flags = style.flags();
        link = style.link();
        stale = true;
        eraseStale = true;
    }

    /** SGR 0: everything but the hyperlink and the protection. */
    void plain() {
        foreground = 0;
        background = 0;
        underlineColor = 0;
        flags &= Style.PROTECTED;
        stale = true;
        eraseStale = true;
    }

    void set(int flag) {
        flags |= flag;
        stale = true;
    }

    void unset(int mask) {
        flags &= ~mask;
        stale = true;
    }

    void underline(int style) {
        flags = (flags & ~Style.UNDERLINE_MASK) | (style << Style.UNDERLINE_SHIFT);
        stale = true;
    }

    void foreground(int color) {
        foreground = color;
        stale = true;
    }

    void background(int color) {
        background = color;
        stale = true;
        eraseStale = true;
    }

    void underlineColor(int color) {
        underlineColor = color;
        stale = true;
    }

    void link(@Nullable Link newLink) {
        link = newLink;
        stale = true;
    }
}
