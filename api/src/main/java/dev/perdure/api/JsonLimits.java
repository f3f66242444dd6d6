package dev.perdure.api;

/**
 * What JSON may be to enter the layer: as an input, a signal, or the result of a step. Whatever is within these limits comes back
 * character for character; anything else is refused when it comes in, by {@link ErrorCode#BAD_INPUT}. How large a payload may be as a
 * whole is set by {@link PerdureOptions#payloadLimit}.
 *
 * <p>Beside the limits, the names in one object must differ, and texts must be well-formed Unicode: a surrogate comes in a pair.
 */
public final class JsonLimits {
    /** How deep arrays and objects may be nested. */
    public static final int DEPTH = 500;

    /** How many characters a number may have, sign, point and exponent included. */
    public static final int NUMBER_LENGTH = 1_000;

    /** How far from zero a number's exponent may be. */
    public static final int EXPONENT = 9_999;

    /** How many characters the name of an object's member may have. */
    public static final int NAME_LENGTH = 50_000;

    /** How many bytes of JSON the details of a heartbeat may have. */
    public static final int HEARTBEAT_BYTES = 64 << 10;

    private JsonLimits() {}
}
