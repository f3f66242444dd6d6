@NullMarked
package dev.perdure.session.linux;

import org.jspecify.annotations.NullMarked;
