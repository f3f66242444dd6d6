/** The seam between the api and the engine that implements it; not for authors of task types. */
@NullMarked
package dev.perdure.api.spi;

import org.jspecify.annotations.NullMarked;
