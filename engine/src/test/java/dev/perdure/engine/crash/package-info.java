/** Real processes that are killed, and real disks that are full or read-only. */
@NullMarked
package dev.perdure.engine.crash;

import org.jspecify.annotations.NullMarked;
