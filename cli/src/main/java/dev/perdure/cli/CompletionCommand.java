package dev.perdure.cli;

import java.io.IOException;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** Prints the script that teaches a shell to complete this program's commands. */
@Command(name = "completion", description = "Print the completion script for a shell: bash, zsh or fish.")
final class CompletionCommand extends TaskCommand {
    private static final String HERE = "__fish_seen_subcommand_from ";

    @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish.")
    private String shell = "";

    @Override
    int run() throws IOException {
        CommandLine model = PerdureCli.model(io());
        io().print(
                        switch (shell.toLowerCase(Locale.ROOT)) {
                            case "bash", "zsh" -> AutoComplete.bash("perdure", model);
                            case "fish" -> fish(model);
                            default -> throw bad("No completion for " + shell + ". Shells are bash, zsh and fish.");
                        });
        return 0;
    }

    /** By the language of fish's own {@code complete} (fish-completions(7)). */
    static String fish(CommandLine model) {
        var script = new StringBuilder("complete -c perdure -f -n __fish_use_subcommand\n");
        options(script, "", model);
        for (var command : model.getSubcommands().entrySet()) {
            CommandLine line = command.getValue();
            script.append("complete -c perdure -n __fish_use_subcommand -a ")
                    .append(command.getKey())
                    .append(" -d ")
                    .append(quote(String.join(
                            " ", line.getCommandSpec().usageMessage().description())))
                    .append('\n');
            options(script, " -n " + quote(HERE + command.getKey()), line);
        }
        return script.toString();
    }

    private static void options(StringBuilder script, String condition, CommandLine line) {
        for (OptionSpec option : line.getCommandSpec().options()) {
            if (option.inherited() && !condition.isEmpty()) {
                continue;
            }
            script.append("complete -c perdure").append(condition);
            for (String name : option.names()) {
                script.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
            }
            script.append(option.arity().max() > 0 ? " -r" : "")
                    .append(" -d ")
                    .append(quote(String.join(" ", option.description())))
                    .append('\n');
        }
    }

    private static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
