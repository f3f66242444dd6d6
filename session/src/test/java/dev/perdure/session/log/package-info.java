@NullMarked
package dev.perdure.session.log;

import org.jspecify.annotations.NullMarked;
