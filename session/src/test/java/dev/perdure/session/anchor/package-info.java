@NullMarked
package dev.perdure.session.anchor;

import org.jspecify.annotations.NullMarked;
