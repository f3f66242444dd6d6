/** A session as a program uses it: commands with results, keys by name, waiting, reading; and one-shots without a terminal. */
@NullMarked
package dev.perdure.session.agent;

import org.jspecify.annotations.NullMarked;
