/** Facts about a library from where Maven keeps libraries: a remote repository, or the local one. Knows nothing of tasks. */
@NullMarked
package dev.perdure.examples.vendorreview.maven;

import org.jspecify.annotations.NullMarked;
