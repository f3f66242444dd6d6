package dev.perdure.cli.replay;

import java.util.Optional;

/** What a key does while a record is played. */
public enum ReplayKey {
    /** Space: stops, and goes on. */
    PAUSE,
    /** The dot: shows the next output of a stopped record. */
    STEP,
    /** Left: some seconds back. */
    BACK,
    /** Right: some seconds forth. */
    FORTH,
    /** The closing bracket: to the next marker. */
    MARKER,
    /** q, C-c, C-d: leaves. */
    QUIT;

    /**
     * Finds keys in what a terminal sends, which comes in any pieces. A played record may ask the terminal questions; the answers are control
     * sequences and no keys. Not thread-safe.
     */
    public static final class Reader {
        private enum State {
            KEYS,
            ESCAPE,
            SEQUENCE,
            STRING,
            STRING_ESCAPE
        }

        private State state = State.KEYS;
        private boolean plain;
        private int skipped;

        /** The key that ends with this byte, if one does. */
        public Optional<ReplayKey> take(byte next) {
            char c = (char) (next & 0xff);
            if (skipped > 0) {
                skipped--;
                return Optional.empty();
            }
            switch (state) {
                case KEYS -> {
                    if (c == 0x1b) {
                        state = State.ESCAPE;
                        return Optional.empty();
                    }
                    return key(c);
                }
                case ESCAPE ->
                    state = switch (c) {
                        case '[', 'O' -> State.SEQUENCE;
                        case ']', 'P', '^', '_', 'X' -> State.STRING;
                        case 0x1b -> State.ESCAPE;
                        default -> State.KEYS;
                    };
                case SEQUENCE -> {
                    if (c >= 0x40 && c <= 0x7e) {
                        state = State.KEYS;
                        // Mouse reports of the oldest kind go on behind their end.
                        skipped = plain && c == 'M' ? 3 : 0;
                        return plain ? arrow(c) : Optional.empty();
                    }
                }
                case STRING -> {
                    if (c == 7) {
                        state = State.KEYS;
                    } else if (c == 0x1b) {
                        state = State.STRING_ESCAPE;
                    }
                }
                case STRING_ESCAPE -> state = c == '\\' ? State.KEYS : State.STRING;
            }
            // An arrow has nothing between the bracket and its letter.
            plain = c == '[' || c == 'O';
            return Optional.empty();
        }

        private static Optional<ReplayKey> arrow(char c) {
            return switch (c) {
                case 'C' -> Optional.of(FORTH);
                case 'D' -> Optional.of(BACK);
                default -> Optional.empty();
            };
        }

        private static Optional<ReplayKey> key(char c) {
            return switch (c) {
                case ' ' -> Optional.of(PAUSE);
                case '.' -> Optional.of(STEP);
                case ']' -> Optional.of(MARKER);
                case 'q', 'Q', 3, 4 -> Optional.of(QUIT);
                default -> Optional.empty();
            };
        }
    }
}
