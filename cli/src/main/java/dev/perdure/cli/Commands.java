package dev.perdure.cli;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** All commands, in the order of the help. */
enum Commands {
    RUN,
    WATCH,
    TASKS,
    SHOW,
    HISTORY,
    SIGNAL,
    CANCEL,
    PAUSE,
    RESUME,
    RETRY,
    RESOLVE,
    FORK,
    SESSION,
    ATTACH,
    SEND,
    SCREEN,
    LOG,
    PS,
    HELM,
    FREEZE,
    THAW,
    TYPES,
    UP,
    DOWN,
    DOCTOR,
    VERSION,
    COMPLETION;

    private TaskCommand make() {
        return switch (this) {
            case RUN -> new RunCommand();
            case WATCH -> new WatchCommand();
            case TASKS -> new TasksCommand();
            case SHOW -> new ShowCommand();
            case HISTORY -> new HistoryCommand();
            case SIGNAL -> new SignalCommand();
            case CANCEL -> new CancelCommand();
            case PAUSE -> new PauseCommand();
            case RESUME -> new ResumeCommand();
            case RETRY -> new RetryCommand();
            case RESOLVE -> new ResolveCommand();
            case FORK -> new ForkCommand();
            case SESSION -> new SessionCommand();
            case ATTACH -> new AttachCommand();
            case SEND -> new SendCommand();
            case SCREEN -> new ScreenCommand();
            case LOG -> new LogCommand();
            case PS -> new PsCommand();
            case HELM -> new HelmCommand();
            case FREEZE -> new FreezeCommand();
            case THAW -> new ThawCommand();
            case TYPES -> new TypesCommand();
            case UP -> new UpCommand();
            case DOWN -> new DownCommand();
            case DOCTOR -> new DoctorCommand();
            case VERSION -> new VersionCommand();
            case COMPLETION -> new CompletionCommand();
        };
    }

    /**
     * Adds the command that the arguments name, and only this one: to describe all of them takes longer than what most commands do. Without a known
     * name all are added, for help and suggestions.
     */
    static void addTo(CommandLine line, List<String> args) {
        Commands named = named(args);
        for (Commands each : values()) {
            if (named == null || named == each) {
                line.addSubcommand(each.name().toLowerCase(Locale.ROOT), each.make());
            }
        }
    }

    private static @Nullable Commands named(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (arg.equals("--state")) {
                i++;
            } else if (!arg.startsWith("-")) {
                for (Commands each : values()) {
                    if (each.name().equalsIgnoreCase(arg)) {
                        return each;
                    }
                }
                return null;
            }
        }
        return null;
    }
}
