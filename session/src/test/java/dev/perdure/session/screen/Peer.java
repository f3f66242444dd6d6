package dev.perdure.session.screen;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;

/** A node process that runs @xterm/headless, asked for what it shows after some bytes. */
final class Peer implements AutoCloseable {

    private final Process process;
    private final BufferedWriter jobs;
    private final BufferedReader answers;

    /** Starts node on the script, with the packages in {@code modules}. */
    Peer(Path script, Path modules) throws IOException {
        process = new ProcessBuilder("node", script.toString(), modules.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        jobs = process.outputWriter(StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** What a fresh terminal holds after the bytes. */
    String describe(int columns, int rows, String unicode, byte[] bytes) throws IOException {
        jobs.write(
                columns + " " + rows + " " + unicode + " " + Base64.getEncoder().encodeToString(bytes) + "\n");
        jobs.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the peer ended");
        }
        return new String(Base64.getDecoder().decode(answer), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        jobs.close();
        answers.close();
        process.destroy();
    }
}
