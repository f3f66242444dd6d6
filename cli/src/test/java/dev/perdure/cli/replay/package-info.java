@NullMarked
package dev.perdure.cli.replay;

import org.jspecify.annotations.NullMarked;
