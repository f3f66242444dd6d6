/** The truth about processes, read from the kernel at each question, never remembered: proc(5). */
@NullMarked
package dev.perdure.session.process;

import org.jspecify.annotations.NullMarked;
