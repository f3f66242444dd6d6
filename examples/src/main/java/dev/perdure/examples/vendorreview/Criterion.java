package dev.perdure.examples.vendorreview;

/**
 * What matters in a review.
 *
 * @param name such as {@code licence}; which names there are is the {@linkplain Judge judge's} to say
 * @param weight how much it matters beside the others
 */
public record Criterion(String name, double weight) {}
