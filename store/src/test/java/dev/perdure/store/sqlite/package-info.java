/** Proofs of the store in one SQLite file, on real files and real processes. */
@NullMarked
package dev.perdure.store.sqlite;

import org.jspecify.annotations.NullMarked;
