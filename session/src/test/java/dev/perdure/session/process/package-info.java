@NullMarked
package dev.perdure.session.process;

import org.jspecify.annotations.NullMarked;
