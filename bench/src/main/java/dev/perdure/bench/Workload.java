package dev.perdure.bench;

import java.util.List;

/** One thing that is measured, with its floor and its bars. */
interface Workload {
    /** Its short name, such as {@code W1}. */
    String id();

    /** What it does, in words. */
    String title();

    /** Measures it. */
    List<Measure> run(Conditions conditions) throws Exception;
}
