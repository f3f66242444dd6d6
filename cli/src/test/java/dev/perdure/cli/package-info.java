/** The commands with real daemons and real terminals. */
@NullMarked
package dev.perdure.cli;

import org.jspecify.annotations.NullMarked;
