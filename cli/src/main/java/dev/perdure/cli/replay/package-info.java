/** Terminal records in the asciicast format, read and played. */
@NullMarked
package dev.perdure.cli.replay;

import org.jspecify.annotations.NullMarked;
