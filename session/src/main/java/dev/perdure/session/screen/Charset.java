package dev.perdure.session.screen;

/**
 * A 94-character set that can be designated to G0–G3: ASCII, DEC Special Graphics and the national replacement sets.
 *
 * <p>Source: DEC VT220 Programmer Reference Manual, tables 2-4 and 2-9 ff.; final bytes as in xterm's control sequences.
 */
enum Charset {
    ASCII("B", "", ""),
    SPECIAL_GRAPHICS(
            "0",
            "_`abcdefghijklmnopqrstuvwxyz{|}~",
            "\u00A0\u25C6\u2592\u2409\u240C\u240D\u240A\u00B0\u00B1\u2424\u240B\u2518\u2510\u250C\u2514\u253C\u23BA\u23BB"
                    + "\u2500\u23BC\u23BD\u251C\u2524\u2534\u252C\u2502\u2264\u2265\u03C0\u2260\u00A3\u00B7"),
    BRITISH("A", "#", "£"),
    DUTCH("4", "#@[\\]{|}~", "£¾ĳ½|¨ƒ¼´"),
    FINNISH("C5", "[\\]^`{|}~", "ÄÖÅÜéäöåü"),
    FRENCH("Rf", "#@[\\]{|}~", "£à°ç§éùè¨"),
    FRENCH_CANADIAN("Q9", "@[\\]^`{|}~", "àâçêîôéùèû"),
    GERMAN("K", "@[\\]{|}~", "§ÄÖÜäöüß"),
    ITALIAN("Y", "#@[\\]`{|}~", "£§°çéùàòèì"),
    NORWEGIAN("E6", "@[\\]^`{|}~", "ÄÆØÅÜäæøåü"),
    SPANISH("Z", "#@[\\]{|}", "£§¡Ñ¿°ñç"),
    SWEDISH("H7", "@[\\]^`{|}~", "ÉÄÖÅÜéäöåü"),
    SWISS("=", "#@[\\]^_`{|}~", "ùàéçêîèôäöüû");

    private final String finals;
    private final String table;

    Charset(String finals, String from, String to) {
        this.finals = finals;
        StringBuilder characters = new StringBuilder();
        for (char c = 0; c < 128; c++) {
            int at = from.indexOf(c);
            characters.append(at < 0 ? c : to.charAt(at));
        }
        table = characters.toString();
    }

    /** The set that an escape sequence with this final byte designates; ASCII for sets that are not known. */
    static Charset designatedBy(int finalByte) {
        for (Charset charset : values()) {
            if (charset.finals.indexOf(finalByte) >= 0) {
                return charset;
            }
        }
        return ASCII;
    }

    char finalByte() {
        return finals.charAt(0);
    }

    /** What the ASCII character stands for in this set. */
    int translate(int ascii) {
        return table.charAt(ascii);
    }
}
