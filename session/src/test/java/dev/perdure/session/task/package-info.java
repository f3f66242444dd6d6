/** Tests of commands of tasks, with real shells. */
@NullMarked
package dev.perdure.session.task;

import org.jspecify.annotations.NullMarked;
