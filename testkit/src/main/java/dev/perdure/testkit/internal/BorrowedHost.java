package dev.perdure.testkit.internal;

import dev.perdure.api.spi.HostedCommand;
import dev.perdure.api.spi.SessionBinding;
import dev.perdure.api.spi.SessionHost;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A test's host of sessions as one engine of several sees it: not closed with the engine, and not asking the engine anything from threads of
 * its own, which have no place in the simulation.
 */
public record BorrowedHost(SessionHost host) implements SessionHost {
    @Override
    public Readiness prepare(SessionBinding binding, Duration patience) throws InterruptedException {
        return host.prepare(binding, patience);
    }

    @Override
    public Optional<HostedCommand> type(SessionBinding binding, Ticket ticket, String command)
            throws InterruptedException {
        return host.type(binding, ticket, command);
    }

    @Override
    public HostedCommand find(SessionBinding binding, Ticket ticket) {
        return host.find(binding, ticket);
    }

    @Override
    public void endWithTasks(Predicate<String> hasEnded) {
        // Left to the test, which ends its sessions when it is over.
    }

    @Override
    public void close() {
        // The test's.
    }
}
