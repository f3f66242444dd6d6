/** The frames of an attachment's byte channel: what a client and the daemon say to each other on the attach socket. */
@NullMarked
package dev.perdure.server.attach;

import org.jspecify.annotations.NullMarked;
