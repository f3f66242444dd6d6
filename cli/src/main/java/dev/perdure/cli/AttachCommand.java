package dev.perdure.cli;

import dev.perdure.cli.view.DetachKey;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes this terminal one of a session's. */
@Command(
        name = "attach",
        description = "Take part in a session from this terminal; Ctrl-] leaves, and the session goes on.")
final class AttachCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Option(names = "--observe", description = "Only look: nothing that is typed here reaches the session.")
    private boolean observe;

    @Option(names = "--take", description = "Take the helm, so that only what is typed here reaches the session.")
    private boolean take;

    @Option(
            names = "--clipboard",
            description = "Let programs of the session write this terminal's clipboard (OSC 52).")
    private boolean clipboard;

    @Option(
            names = "--detach-key",
            paramLabel = "KEY",
            description = "The key that leaves: C- and a character, or none (else PERDURE_DETACH_KEY, else C-]).")
    private @Nullable String detachKey;

    @Override
    int run() throws IOException {
        if (session.equals(io().environment().get(INSIDE))) {
            throw bad("This is inside of " + session + " already; its screen would show itself.");
        }
        if (observe && take) {
            throw bad("--observe and --take exclude each other.");
        }
        DetachKey key = key(detachKey, io());
        return new Attaching(
                        Door.of(cli(), List.of()),
                        io(),
                        new Attaching.Wish(session, operator(), observe, take, clipboard, key),
                        advice().command("attach " + session))
                .run();
    }

    static DetachKey key(@Nullable String option, Io io) {
        String name =
                option != null ? option : io.environment().getOrDefault("PERDURE_DETACH_KEY", DetachKey.CUSTOMARY);
        try {
            return DetachKey.of(name);
        } catch (IllegalArgumentException e) {
            throw bad(e.getMessage() + ".");
        }
    }
}
