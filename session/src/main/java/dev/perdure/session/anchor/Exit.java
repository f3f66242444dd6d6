package dev.perdure.session.anchor;

/** How a session's program ended. */
public sealed interface Exit {
    /** It ended by itself with a code, 0 to 255. 127 and 126 are also what is left when it couldn't be started. */
    record Exited(int code) implements Exit {
        public Exited {
            if (code < 0 || code > 255) {
                throw new IllegalArgumentException("code is not from 0 to 255: " + code);
            }
        }
    }

    /** A signal ended it: signal(7). */
    record Signalled(int signal) implements Exit {
        public Signalled {
            if (signal < 1 || signal > 127) {
                throw new IllegalArgumentException("signal is not from 1 to 127: " + signal);
            }
        }
    }

    /** It has ended and nobody can say how, mostly because its anchor was killed; {@code reason} says why. */
    record Unknown(String reason) implements Exit {}

    /** The code that a shell would show: the exit code, 128 and the signal, or 255 for an unknown end. */
    default int shellCode() {
        return switch (this) {
            case Exited exited -> exited.code();
            case Signalled signalled -> 128 + signalled.signal();
            case Unknown unknown -> 255;
        };
    }
}
