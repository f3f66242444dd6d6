package dev.perdure.testkit.internal;

import org.jspecify.annotations.Nullable;

/** Something that can be given the baton. */
sealed interface SimTask permits SimThread, SimAction {
    /** The process that it belongs to, or null for the world itself. */
    @Nullable
    SimScheduler owner();
}
