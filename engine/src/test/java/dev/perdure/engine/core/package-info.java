/** Proofs of the pure core: its table of states and its decisions. */
@NullMarked
package dev.perdure.engine.core;

import org.jspecify.annotations.NullMarked;
