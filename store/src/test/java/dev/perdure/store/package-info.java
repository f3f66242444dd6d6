/** The contract that every store keeps, and what it is tested with. */
@NullMarked
package dev.perdure.store;

import org.jspecify.annotations.NullMarked;
