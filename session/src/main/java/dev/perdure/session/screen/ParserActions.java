package dev.perdure.session.screen;

/** What the {@link Parser} calls when it has recognised something. */
interface ParserActions {

    /** A run of printable ASCII, 0x20 to 0x7E: {@code bytes[from..to)}. */
    void printAscii(byte[] bytes, int from, int to);

    /** A printable code point outside ASCII. */
    void print(int codePoint);

    /** A C0 or C1 control. */
    void execute(int control);

    /** An escape sequence; {@code intermediates} packs up to three bytes, the last one lowest. */
    void escape(int intermediates, int finalByte);

    /** A control sequence; {@code prefix} is one of {@code < = > ?} or 0. */
    void csi(int prefix, int intermediates, int finalByte, Params params);

    /** A whole operating system command, without its introducer and terminator. */
    void osc(String text, boolean bell);

    /** A whole device control string; its payload is bounded. */
    void dcs(int prefix, int intermediates, int finalByte, Params params, String payload);

    /** Whether no more is to be taken in now. */
    boolean spent();
}
