package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Types into a session. */
@Command(
        name = "send",
        description =
                "Type into a session: a text (and Enter, unless -n), keys, or standard input where neither is given.")
final class SendCommand extends AtSession {
    private static final int PART = 32 << 10;

    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "What to type.")
    private @Nullable String text;

    @Option(names = "-n", description = "No Enter after the text.")
    private boolean noEnter;

    @Option(
            names = {"-k", "--keys"},
            paramLabel = "KEY",
            split = ",",
            description = "Keys, after the text: C-c, M-x, Up, Enter, Tab, Escape, F5 …")
    private List<String> keys = List.of();

    @Override
    int run() throws IOException {
        if (text == null && keys.isEmpty()) {
            return pipe();
        }
        ObjectNode body = JsonText.object();
        ArrayNode pressed = body.putArray("keys");
        if (text != null) {
            body.put("text", text);
            if (!noEnter && keys.isEmpty()) {
                pressed.add("Enter");
            }
        }
        keys.forEach(pressed::add);
        return change(session, "input", body, "got it");
    }

    private int pipe() throws IOException {
        for (byte[] part = io().in().readNBytes(PART);
                part.length > 0;
                part = io().in().readNBytes(PART)) {
            ask(
                    path(session) + "/input",
                    JsonText.object().put("base64", Base64.getEncoder().encodeToString(part)));
        }
        return 0;
    }
}
