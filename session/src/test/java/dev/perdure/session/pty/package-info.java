@NullMarked
package dev.perdure.session.pty;

import org.jspecify.annotations.NullMarked;
