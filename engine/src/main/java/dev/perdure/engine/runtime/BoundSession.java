package dev.perdure.engine.runtime;

import dev.perdure.api.CommandResult;
import dev.perdure.api.SessionCommand;
import dev.perdure.api.Step;
import dev.perdure.api.TaskSession;
import dev.perdure.api.spi.SessionBinding;
import java.util.function.Function;

/** A task's session as its handler holds it: each command is a step. */
final class BoundSession implements TaskSession {
    private final HandlerContext context;
    private final SessionBinding binding;
    private final Function<SessionCommand, CommandStep> steps;

    BoundSession(HandlerContext context, SessionBinding binding, Function<SessionCommand, CommandStep> steps) {
        this.context = context;
        this.binding = binding;
        this.steps = steps;
    }

    @Override
    public String name() {
        return binding.name();
    }

    @Override
    public String address() {
        return binding.address();
    }

    @Override
    public CommandResult run(SessionCommand command) {
        CommandStep step = steps.apply(command);
        return context.step(
                Step.of(command.stepName(binding.name()), CommandResult.class).once(step::reconcile), step::body);
    }
}
