/**
 * The whole engine on a seeded schedule: random handlers, random operators, and faults wherever something can fail; what must always hold
 * is checked after every append.
 */
@NullMarked
package dev.perdure.testkit.simulator;

import org.jspecify.annotations.NullMarked;
