package dev.perdure.cli;

import dev.perdure.cli.client.Exchange;
import dev.perdure.cli.client.JsonText;
import dev.perdure.cli.client.Request;
import dev.perdure.cli.view.Line;
import dev.perdure.cli.view.Style;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exports what was recorded of a session. */
@Command(
        name = "record",
        description =
                "Export a session's record as an asciicast, which asciinema's players play, with who typed as markers.")
final class SessionRecordCommand extends AtSession {
    @Parameters(index = "0", paramLabel = "SESSION", description = "Its name or id.")
    private String session = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "Where to (else standard output).")
    private @Nullable Path file;

    @Option(names = "--format", paramLabel = "VERSION", description = "v2 or v3 (else v3).")
    private Format format = Format.V3;

    @Option(names = "--with-secrets", description = "Also what was typed, passwords included; for who governs.")
    private boolean secrets;

    @Option(names = "--overwrite", description = "Replace a file that is there.")
    private boolean overwrite;

    private enum Format {
        V2,
        V3
    }

    @Override
    int run() throws IOException {
        Path target = file;
        if (target == null && io().outIsTerminal()) {
            throw bad("A record is for a file. Name one: session record " + session + " " + session + ".cast");
        }
        if (target != null && Files.exists(target) && !overwrite) {
            throw bad(target + " is there already. Name another file, or give --overwrite.");
        }
        Request request = from(Request.get(path(session) + "/record?format="
                + format.name().toLowerCase(Locale.ROOT) + (secrets ? "&input=typed" : "")));
        try (Exchange exchange = daemon().read(request)) {
            if (target == null) {
                exchange.body().transferTo(io().out());
                io().out().flush();
                return 0;
            }
            long bytes = save(exchange.body(), target.toAbsolutePath());
            if (json()) {
                io().print(JsonText.line(
                        JsonText.object().put("file", target.toString()).put("bytes", bytes)));
            } else {
                io().tell(Line.of("Recorded to ")
                        .and(Style.BOLD, target.toString())
                        .and(". Play it with: ")
                        .and(Style.COMMAND, advice().command("session replay " + played(target))));
            }
            return 0;
        }
    }

    /** As an argument that is taken for a file. */
    private static String played(Path file) {
        String name = file.toString();
        return SessionReplayCommand.isFile(name) ? name : "./" + name;
    }

    /** The file is there when all of it is; only its owner can read it, for it may hold what nobody else is to see. */
    private static long save(InputStream content, Path target) throws IOException {
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw bad("There is no directory " + folder + ".");
        }
        Path part = Files.createTempFile(folder, ".record", ".part");
        try {
            long bytes;
            try (OutputStream out = Files.newOutputStream(part)) {
                bytes = content.transferTo(out);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            return bytes;
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
