package dev.perdure.session.record;

/** What an exported record tells of inputs. */
public enum Attribution {
    /** Nothing. */
    NONE,
    /** Who typed, each time that it is another than before or after a pause: what was typed may be secret. */
    OPERATORS,
    /** Who typed, and what: also passwords. */
    TYPED
}
