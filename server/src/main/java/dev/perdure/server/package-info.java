/**
 * The daemon: one process per state directory that hosts the layer and answers HTTP on a Unix domain socket, and what a client
 * needs to find or start it.
 */
@NullMarked
package dev.perdure.server;

import org.jspecify.annotations.NullMarked;
