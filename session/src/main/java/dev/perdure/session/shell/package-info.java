/** Shells in sessions: the integration that their own shells get, what it marks in the output, and how shells are started. */
@NullMarked
package dev.perdure.session.shell;

import org.jspecify.annotations.NullMarked;
