package dev.perdure.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands that begin, name and end sessions. */
@Command(
        name = "session",
        description = "Live sessions: programs on terminals that nobody owns and that outlive the daemon.",
        subcommands = {
            SessionStartCommand.class,
            SessionListCommand.class,
            SessionShowCommand.class,
            SessionRunCommand.class,
            SessionWaitCommand.class,
            SessionSearchCommand.class,
            SessionRecordCommand.class,
            SessionReplayCommand.class,
            SessionRenameCommand.class,
            SessionEndCommand.class,
            SessionRemoveCommand.class
        })
final class SessionCommand extends TaskCommand {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before the command is called
    private CommandSpec group;

    @Override
    int run() {
        group.commandLine().usage(io().out(), io().coloursOut() ? Ansi.ON : Ansi.OFF);
        return 0;
    }
}
