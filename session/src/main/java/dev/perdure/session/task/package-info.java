/** Live sessions for tasks: the host that the engine runs commands of tasks by. */
@NullMarked
package dev.perdure.session.task;

import org.jspecify.annotations.NullMarked;
