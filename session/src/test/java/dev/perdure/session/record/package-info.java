/** Records of real sessions, written and played again. */
@NullMarked
package dev.perdure.session.record;

import org.jspecify.annotations.NullMarked;
