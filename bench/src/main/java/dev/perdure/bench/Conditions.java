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
        return rounds(workload, sizes.warmups(), sizes.rounds(), round);
    }

    /** The same with another number of rounds. */
    Series rounds(String workload, int warmups, int counted, Round round) throws Exception {
        Series series = new Series(warmups);
        for (int i = 1; i <= warmups + counted; i++) {
            System.gc();
            round.measure(series);
            say(workload + (i <= warmups ? " warm-up: " : " round " + (i - warmups) + ": ") + series.last());
        }
        return series;
    }

    /** Says what is being done. */
    void say(String what) {
        progress.println(what);
        progress.flush();
    }
}
