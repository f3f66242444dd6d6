/** Rights and the helm by themselves. */
@NullMarked
package dev.perdure.session.operator;

import org.jspecify.annotations.NullMarked;
