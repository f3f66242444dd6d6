/** Tests of the attach channel's wire format. */
@NullMarked
package dev.perdure.server.attach;

import org.jspecify.annotations.NullMarked;
