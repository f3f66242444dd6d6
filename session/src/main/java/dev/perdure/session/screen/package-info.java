/**
 * A terminal without a window: the bytes a program writes go in, and the screen that an xterm would show can be read,
 * searched and reproduced. Pure computation: no thread, no clock, no input or output.
 */
@NullMarked
package dev.perdure.session.screen;

import org.jspecify.annotations.NullMarked;
