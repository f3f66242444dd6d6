package dev.perdure.session.linux;

/** An error number of Linux with its name, meaning and advice; numbers from asm-generic/errno(-base).h, alike on both architectures. */
public record Errno(int number) {
    public static final Errno EPERM = new Errno(1);
    public static final Errno ENOENT = new Errno(2);
    public static final Errno ESRCH = new Errno(3);
    public static final Errno EINTR = new Errno(4);
    public static final Errno EIO = new Errno(5);
    public static final Errno EBADF = new Errno(9);
    public static final Errno ECHILD = new Errno(10);
    public static final Errno EAGAIN = new Errno(11);
    public static final Errno ENOSYS = new Errno(38);

    static Errno of(int number) {
        return new Errno(number);
    }

    /** The symbolic name, as in {@code ENOENT}. */
    public String name() {
        return switch (number) {
            case 1 -> "EPERM";
            case 2 -> "ENOENT";
            case 3 -> "ESRCH";
            case 4 -> "EINTR";
            case 5 -> "EIO";
            case 7 -> "E2BIG";
            case 8 -> "ENOEXEC";
            case 9 -> "EBADF";
            case 10 -> "ECHILD";
            case 11 -> "EAGAIN";
            case 12 -> "ENOMEM";
            case 13 -> "EACCES";
            case 16 -> "EBUSY";
            case 20 -> "ENOTDIR";
            case 22 -> "EINVAL";
            case 23 -> "ENFILE";
            case 24 -> "EMFILE";
            case 25 -> "ENOTTY";
            case 28 -> "ENOSPC";
            case 32 -> "EPIPE";
            case 38 -> "ENOSYS";
            case 111 -> "ECONNREFUSED";
            default -> "errno " + number;
        };
    }

    String meaning() {
        return switch (number) {
            case 1 -> "not permitted";
            case 2 -> "no such file or directory";
            case 3 -> "no such process";
            case 4 -> "interrupted";
            case 5 -> "input/output error";
            case 7 -> "arguments and environment too long";
            case 8 -> "not an executable format";
            case 9 -> "descriptor not open";
            case 10 -> "not a child of this process";
            case 11 -> "try again";
            case 12 -> "out of memory";
            case 13 -> "access denied";
            case 16 -> "busy";
            case 20 -> "not a directory";
            case 22 -> "invalid argument";
            case 23 -> "too many open files on the machine";
            case 24 -> "too many open files in this process";
            case 25 -> "not a terminal";
            case 28 -> "no space left";
            case 32 -> "other end closed";
            case 38 -> "not offered by this kernel";
            case 111 -> "nobody listens there";
            default -> "see errno(3)";
        };
    }

    String advice() {
        return switch (number) {
            case 7 -> "shorten the arguments or the environment";
            case 11 -> "a limit on processes may be reached, look at ulimit -u";
            case 12 -> "free memory or raise the limit of the cgroup";
            case 23 -> "raise fs.file-max";
            case 24 -> "raise the limit with ulimit -n";
            case 28 -> "free disk space, or raise kernel.pty.max where a terminal was asked for";
            case 38 -> "use Linux 5.6 or newer";
            default -> "";
        };
    }

    @Override
    public String toString() {
        return name();
    }
}
