/** Tests of what is known of shells by how they were started. */
@NullMarked
package dev.perdure.session.shell;

import org.jspecify.annotations.NullMarked;
