/** A session's pseudo-terminal, seen from the master's side: size, output, input, and what the program expects. */
@NullMarked
package dev.perdure.session.pty;

import org.jspecify.annotations.NullMarked;
