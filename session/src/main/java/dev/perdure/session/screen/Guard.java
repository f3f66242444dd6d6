package dev.perdure.session.screen;

/** Who began to protect characters, and so which functions spare them. */
enum Guard {
    NONE,
    /** DECSCA: only selective erasing spares them. */
    DEC,
    /** SPA: all erasing in lines and in the display spares them. */
    ISO
}
