package dev.perdure.testkit.internal;

import org.jspecify.annotations.Nullable;

/** Something short that is carried out by whoever passes the baton on. */
record SimAction(@Nullable SimScheduler owner, Runnable action) implements SimTask {
    void run() {
        action.run();
    }
}
