package dev.perdure.bench;

import java.io.PrintWriter;

/**
 * What a workload is run under.
 *
 * @param scratch where its state directories are made
 * @param sizes how much it does
 * @param progress where it says what it is doing
 */
record Conditions(Scratch scratch, Sizes sizes, PrintWriter progress) {
    /** One round of a workload: the layer and its floors, one after the other. */
    interface Round {
        void measure(Series series) throws Exception;
    }

    /** Measures all rounds of a workload; the first ones warm up and don't count. */
    Series rounds(String workload, Round round) throws Exception {
        Series series = new Series(sizes.warmups());
        for (int i = 1; i <= sizes.warmups() + sizes.rounds(); i++) {
            System.gc();
            round.measure(series);
            say(workload
                    + (i <= sizes.warmups() ? " warm-up: " : " round " + (i - sizes.warmups()) + ": ")
                    + series.last());
        }
        return series;
    }

    /** Says what is being done. */
    void say(String what) {
        progress.println(what);
        progress.flush();
    }
}
