package dev.perdure.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** The terminal of many editors and consoles, {@code @xterm/headless}, in a node process; fetched into the bench's own directory. */
final class XtermTerminal implements ReferenceTerminal {
    private static final String SCRIPT = "bench-xterm.cjs";
    private static final List<String> PACKAGES = List.of("headless@6.0.0", "addon-unicode11@0.9.0");
    private static final Duration FETCH = Duration.ofMinutes(1);

    private final Process process;
    private final BufferedWriter jobs;
    private final BufferedReader answers;

    private XtermTerminal(Path directory) throws IOException {
        process = new ProcessBuilder("node", directory.resolve(SCRIPT).toString(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        jobs = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** It can't be had here. */
    static final class MissingException extends Exception {
        private static final long serialVersionUID = 1;

        MissingException(String why) {
            super(why);
        }
    }

    /** Fetches the packages and starts it. */
    static XtermTerminal fetch(Path directory) throws IOException, InterruptedException, MissingException {
        for (String program : List.of("node", "npm", "tar")) {
            if (Programs.find(program).isEmpty()) {
                throw new MissingException(program + " isn't installed");
            }
        }
        Files.createDirectories(directory);
        for (String each : PACKAGES) {
            String name = each.substring(0, each.indexOf('@'));
            try {
                Programs.output(directory, FETCH, List.of("npm", "pack", "--silent", "@xterm/" + each));
            } catch (IOException e) {
                throw new MissingException("npm doesn't get @xterm/" + each);
            }
            Path target = Files.createDirectories(directory.resolve(name));
            Programs.output(
                    directory,
                    FETCH,
                    List.of(
                            "tar",
                            "-xzf",
                            "xterm-" + each.replace('@', '-') + ".tgz",
                            "-C",
                            target.toString(),
                            "--strip-components=1"));
        }
        try (InputStream script = XtermTerminal.class.getClassLoader().getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IOException(SCRIPT + " is missing");
            }
            Files.copy(script, directory.resolve(SCRIPT));
        }
        return new XtermTerminal(directory);
    }

    @Override
    public String name() {
        return "@xterm/headless";
    }

    @Override
    public Picture show(byte[] bytes) throws IOException {
        jobs.write(Programs.SIZE.columns() + " " + Programs.SIZE.rows() + " "
                + Base64.getEncoder().encodeToString(bytes) + "\n");
        jobs.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("node ended");
        }
        return Picture.parse(new String(Base64.getDecoder().decode(answer), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
