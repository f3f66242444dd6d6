package dev.perdure.cli.view;

import dev.perdure.api.Failure;
import dev.perdure.api.FailureMode;
import dev.perdure.api.StepInfo;
import dev.perdure.api.TaskInfo;
import java.util.ArrayList;
import java.util.List;

/** What a person can do about a task as it stands, as commands to type. */
public final class Advice {
    private final String program;

    /** Advice in words of the command {@code program}, with the options that lead to the right daemon. */
    public Advice(String program) {
        this.program = program;
    }

    /** The commands that make sense now, most useful first; none for a task that is at work. */
    public List<Suggestion> of(TaskInfo task, List<StepInfo> steps) {
        var suggestions = new ArrayList<Suggestion>();
        switch (task.state()) {
            case WAITING -> {
                for (StepInfo step : steps) {
                    if (step.kind() == StepInfo.Kind.SIGNAL && step.state() == StepInfo.State.OPEN) {
                        suggestions.add(signal(task, step));
                    }
                }
            }
            case PAUSED -> add(suggestions, "resume " + task.id(), "let it go on");
            case NEEDS_ATTENTION -> parked(task, suggestions);
            case FAILED, CANCELLED -> ended(task, suggestions);
            case SCHEDULED, READY, RUNNING, CANCELLING, COMPLETED -> {
                // Nobody has to do anything.
            }
        }
        return suggestions;
    }

    /** How to send the signal that a step waits for. */
    public Suggestion signal(TaskInfo task, StepInfo step) {
        return new Suggestion(
                program + " signal " + task.id() + " " + quote(Label.name(step.key())) + " '{…}'",
                "send what it waits for");
    }

    /** A command of this program. */
    public String command(String arguments) {
        return program + " " + arguments;
    }

    /** A retry of a task whose deadline has passed is refused; a fork has no deadline. */
    private void ended(TaskInfo task, List<Suggestion> suggestions) {
        Failure failure = task.failure();
        boolean tooLate = task.deadline() != null
                && failure != null
                && failure.mode() == FailureMode.TIMEOUT
                && failure.step() == null;
        if (tooLate) {
            add(
                    suggestions,
                    "fork " + task.id() + " --at " + task.events(),
                    "go on from its history without a deadline");
        } else {
            add(suggestions, "retry " + task.id(), "go on from where it failed");
        }
    }

    private void parked(TaskInfo task, List<Suggestion> suggestions) {
        Failure failure = task.failure();
        if (failure != null && failure.mode() == FailureMode.UNKNOWN_OUTCOME && failure.step() != null) {
            String step = task.id() + " " + quote(failure.step());
            add(suggestions, "resolve " + step + " --done '{…}'", "it took place, with this result");
            add(suggestions, "resolve " + step + " --not-done", "it did not take place, do it now");
        } else if (failure != null && failure.mode() == FailureMode.DAMAGED_HISTORY) {
            add(suggestions, "doctor --repair " + task.id(), "cut off what can't be read, then retry");
            add(suggestions, "history " + task.id(), "look for an event before the damage, to fork at");
            add(suggestions, "retry " + task.id(), "go on, once it is repaired or can be read again");
        } else {
            add(suggestions, "retry " + task.id(), "go on from where it failed");
        }
        add(suggestions, "cancel " + task.id(), "give it up");
    }

    private void add(List<Suggestion> suggestions, String arguments, String purpose) {
        suggestions.add(new Suggestion(command(arguments), purpose));
    }

    private static String quote(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (!(Character.isLetterOrDigit(c) || "._-/:#@%+=".indexOf(c) >= 0) || (c == '#' && i == 0)) {
                return "'" + word.replace("'", "'\\''") + "'";
            }
        }
        return word;
    }

    /**
     * A command and what it is for.
     *
     * @param command ready to type
     * @param purpose in a few words
     */
    public record Suggestion(String command, String purpose) {}
}
