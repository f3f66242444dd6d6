/** Measurements of the layer as ratios to a floor that is measured in the same run: one file per workload,
 * W1 to W9 for tasks, S1 to S11 for sessions. */
@NullMarked
package dev.perdure.bench;

import org.jspecify.annotations.NullMarked;
