package dev.perdure.session.screen;

/** Whose behaviour a screen follows in the few points where xterm and xterm.js knowingly differ. */
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
