/**
 * The port to durable storage: an append-only log of events per partition, the projections that queries need, and blobs. It knows
 * nothing of what tasks mean.
 */
@NullMarked
package dev.perdure.store;

import org.jspecify.annotations.NullMarked;
