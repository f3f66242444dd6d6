package dev.perdure.session.screen;

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

    Pen(StyleTable styles) {
        this.styles = styles;
    }

    /** The number of the style that printed characters get. */
    int id() {
        if (stale) {
            refresh();
        }
        return id;
    }

    /** The number of the style that erased cells get: the background colour alone ("back colour erase"). */
    int eraseId() {
        if (stale) {
            refresh();
        }
        return eraseId;
    }

    /** The table gave numbers away anew: look them up again. */
    void forgetIds() {
        stale = true;
    }

    private void refresh() {
        id = styles.idOf(foreground, background, underlineColor, flags, link);
        eraseId = styles.idOf(0, background, 0, 0, null);
        stale = false;
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
    }

    /** SGR 0: everything but the hyperlink and the protection. */
    void plain() {
        foreground = 0;
        background = 0;
        underlineColor = 0;
        flags &= Style.PROTECTED;
        stale = true;
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
