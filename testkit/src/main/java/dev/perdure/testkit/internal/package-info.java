/**
 * The simulated outside of an engine: clock, threads, chance and store under one schedule. Public for Perdure's own tests only; it may
 * change at any time.
 */
@NullMarked
package dev.perdure.testkit.internal;

import org.jspecify.annotations.NullMarked;
