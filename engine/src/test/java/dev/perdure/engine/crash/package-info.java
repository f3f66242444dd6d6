/** The engine in real processes that are killed, and on disks that are full or can't be written. */
@NullMarked
package dev.perdure.engine.crash;

import org.jspecify.annotations.NullMarked;
