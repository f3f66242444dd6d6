/** The daemon's HTTP door as the command line uses it: HTTP/1.1 and server-sent events over a Unix domain socket. */
@NullMarked
package dev.perdure.cli.client;

import org.jspecify.annotations.NullMarked;
