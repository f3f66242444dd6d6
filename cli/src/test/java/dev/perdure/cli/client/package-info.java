/** The client against servers that keep the rules, and against servers that break them. */
@NullMarked
package dev.perdure.cli.client;

import org.jspecify.annotations.NullMarked;
