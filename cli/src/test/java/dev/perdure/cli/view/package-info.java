/** What a person sees, line by line. */
@NullMarked
package dev.perdure.cli.view;

import org.jspecify.annotations.NullMarked;
