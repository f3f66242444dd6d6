package dev.perdure.session.screen;

/**
 * Whose behaviour a screen follows in the few points where xterm and xterm.js knowingly differ.
 *
 * <p>In both dialects, what follows is intentional and unlike xterm.js 6:
 *
 * <ul>
 *   <li>Ill-formed UTF-8 shows U+FFFD instead of nothing.
 *   <li>A combining character joins the cell before the cursor also when a control sequence stands between.
 *   <li>DECRC restores underlines and origin mode too, and the position on the screen, not the text that was there.
 *   <li>No half of a wide character is ever left: not by ICH within one, nor in the last column without autowrap.
 *   <li>DECIC and DECDC with a wrap pending work at the last column, not the first.
 *   <li>Links without an id and with the same address are one.
 *   <li>SS2, SS3, left and right margins, rectangles and DEC reports are known; a resize reflows the cursor's line too.
 * </ul>
 */
public enum Dialect {
    /**
     * xterm: with a wrap pending, EL and ED erase from the last column, and CBT goes back from it without ending the wait;
     * backspace and CUB with reverse wrap go back over any line break; SD fills with the background colour; both screens
     * share their margins; DECSET 47 keeps what the alternate screen showed.
     */
    XTERM,
    /**
     * xterm.js: with a wrap pending, EL and ED leave the last column and CBT does nothing; backspace with reverse wrap goes
     * back over soft line breaks only; SD fills with the default colours; each screen has its own margins, and the alternate
     * screen is always entered empty.
     */
    XTERM_JS
}
