/**
 * What authors of task types and embedding programs see: task types, the context of a running task, the entry point
 * {@link dev.perdure.api.Perdure}, and the exceptions that every door shares.
 */
@NullMarked
package dev.perdure.api;

import org.jspecify.annotations.NullMarked;
