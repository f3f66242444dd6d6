/** Tests of the daemon, most of them against a real process over a real socket. */
@NullMarked
package dev.perdure.server;

import org.jspecify.annotations.NullMarked;
