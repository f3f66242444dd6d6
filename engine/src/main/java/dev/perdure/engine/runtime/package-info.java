/**
 * The engine at work: a partition with its loaded tasks, dispatch, timers, and the runs of handlers. Everything outside (store, clock,
 * threads, chance) is a port, so that a seeded scheduler can drive the same code in tests.
 */
@NullMarked
package dev.perdure.engine.runtime;

import org.jspecify.annotations.NullMarked;
