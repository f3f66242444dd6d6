/** The engine on a real store. */
@NullMarked
package dev.perdure.engine;

import org.jspecify.annotations.NullMarked;
