package dev.perdure.session.linux;

/** A kernel call that failed: which call on what, the error's name, and what to do about it. */
public final class NativeException extends RuntimeException {
    private final String operation;
    private final Errno errno;

    public NativeException(String operation, Errno errno) {
        super(operation + ": " + errno + " (" + errno.meaning() + ")"
                + (errno.advice().isEmpty() ? "" : "; " + errno.advice()));
        this.operation = operation;
        this.errno = errno;
    }

    /** The call and its object, as in {@code open /dev/pts/7}. */
    public String operation() {
        return operation;
    }

    public Errno errno() {
        return errno;
    }

    /** Returns {@code result} when it isn't negative, otherwise throws with {@code -result} as the error number. */
    static int check(String operation, int result) {
        if (result < 0) {
            throw new NativeException(operation, Errno.of(-result));
        }
        return result;
    }
}
