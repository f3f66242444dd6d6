/** Reading tasks' histories, also those that can't be read to their end. */
@NullMarked
package dev.perdure.engine.history;

import org.jspecify.annotations.NullMarked;
