/**
 * The pure core: what happened to a task (events), what may be asked of it (commands), how events make its state (evolve) and how
 * commands make events (decide). No I/O, no clock, no randomness, no threads.
 */
@NullMarked
package dev.perdure.engine.core;

import org.jspecify.annotations.NullMarked;
