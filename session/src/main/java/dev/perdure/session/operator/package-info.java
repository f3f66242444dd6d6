/** Who takes part in a session, with which right, and who has the helm. */
@NullMarked
package dev.perdure.session.operator;

import org.jspecify.annotations.NullMarked;
