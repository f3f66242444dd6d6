/** Commands, keys and waits in real shells. */
@NullMarked
package dev.perdure.session.agent;

import org.jspecify.annotations.NullMarked;
