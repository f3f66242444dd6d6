/** How the engine keeps time. */
@NullMarked
package dev.perdure.engine.runtime;

import org.jspecify.annotations.NullMarked;
