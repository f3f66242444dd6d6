package dev.perdure.session.pty;

/**
 * Who gets a terminal's output from a {@link Reactor}. Called by one thread at a time, and each call holds up other
 * terminals of the same thread: don't wait in it.
 */
public interface OutputListener {
    /** Output, in {@code bytes} from 0 to {@code length}; the array is used again after the call. */
    void output(byte[] bytes, int length);

    /**
     * No process has the terminal open any more, and the watch is over. If the program still runs, it has only let go of
     * its terminal and may come back: watch anew after a while.
     */
    void end();

    /** Reading, or this listener itself, failed, and the watch is over. */
    void failed(RuntimeException failure);
}
