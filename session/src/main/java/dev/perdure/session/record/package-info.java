/** Sessions as records: their output, sizes and inputs in one order of time; asciicast files; replay. */
@NullMarked
package dev.perdure.session.record;

import org.jspecify.annotations.NullMarked;
