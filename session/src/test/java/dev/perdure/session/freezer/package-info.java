@NullMarked
package dev.perdure.session.freezer;

import org.jspecify.annotations.NullMarked;
