/** The JSON of events, snapshots and payloads. The formats live on disk: golden files in the tests freeze them. */
@NullMarked
package dev.perdure.engine.json;

import org.jspecify.annotations.NullMarked;
