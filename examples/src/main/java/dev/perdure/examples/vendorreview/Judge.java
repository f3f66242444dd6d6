package dev.perdure.examples.vendorreview;

import java.util.List;

/**
 * Whoever turns facts into scores with reasons: {@linkplain CriteriaJudge rules}, or a model behind this same interface. It is
 * called in a step: its word is recorded once, so it may be slow, costly and different each time it is asked.
 */
public interface Judge {

    /** Who judges, for the report. */
    String name();

    /** Whether it can judge by a criterion of that name. */
    boolean knows(String criterion);

    /**
     * Judges one candidate: a score for every criterion, in their order.
     *
     * @param purpose what the library is wanted for
     * @throws Exception if it can't judge now; asking again may help
     */
    Judgement judge(String purpose, List<Criterion> criteria, Facts facts) throws Exception;
}
