/** The engine as a whole: what {@link dev.perdure.api.Perdure#open} gives, and the doctor. */
@NullMarked
package dev.perdure.engine;

import org.jspecify.annotations.NullMarked;
