package dev.perdure.examples.vendorreview;

import java.util.List;

/**
 * What a judge says about a candidate.
 *
 * @param judge who judged
 * @param scores a score for every criterion
 * @param redFlags what a person should look at before trusting the scores
 */
public record Judgement(String judge, List<Score> scores, List<String> redFlags) {

    public Judgement {
        scores = List.copyOf(scores);
        redFlags = List.copyOf(redFlags);
    }

    /** The weighted mean of the points, from 0 to 1. */
    public double total() {
        double weights = scores.stream().mapToDouble(Score::weight).sum();
        return scores.stream()
                        .mapToDouble(score -> score.weight() * score.points())
                        .sum()
                / weights;
    }

    /**
     * How well a candidate does by one criterion.
     *
     * @param criterion the criterion's name
     * @param weight the criterion's weight
     * @param points from 0 to 1
     * @param reason why, in words
     */
    public record Score(String criterion, double weight, double points, String reason) {
        public Score {
            if (!(points >= 0 && points <= 1)) {
                throw new IllegalArgumentException("points are not between 0 and 1: " + points);
            }
        }
    }
}
