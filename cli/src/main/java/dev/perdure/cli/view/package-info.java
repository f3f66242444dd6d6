/** What a person sees: styled lines, the tree of tasks and steps, and how it is painted on a terminal. */
@NullMarked
package dev.perdure.cli.view;

import org.jspecify.annotations.NullMarked;
