/**
 * The store in one SQLite file: a writer thread that commits in groups, and a few readers. All native calls happen on platform
 * threads of this package.
 */
@NullMarked
package dev.perdure.store.sqlite;

import org.jspecify.annotations.NullMarked;
