package dev.perdure.session.screen;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real xterm on a display without a window to see, that is given bytes and asked what it shows. */
final class Xterm implements AutoCloseable {
    private final Path directory;
    private final Process display;
    private final Process xterm;
    private final OutputStream in;
    private final InputStream out;

    Xterm(int columns, int rows) throws IOException, InterruptedException {
        directory = Files.createTempDirectory("xterm");
        for (String pipe : List.of("in", "out")) {
            if (new ProcessBuilder("mkfifo", directory.resolve(pipe).toString())
                            .start()
                            .waitFor()
                    != 0) {
                throw new IOException("can't make a pipe in " + directory);
            }
        }
        display = new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String number = display.inputReader().readLine();
        List<String> command = new ArrayList<>(List.of("xterm", "-u8", "-geometry", columns + "x" + rows));
        for (String resource : List.of(
                "allowWindowOps: true",
                "disallowedWindowOps: 1,2,3,4,5,6,7,8,9",
                "checksumExtension: 21",
                "jumpScroll: false",
                "precompose: false",
                "c132: false",
                "saveLines: 1000",
                "visualBell: false",
                "bellOnReset: false",
                "decTerminalID: 420",
                "titeInhibit: false")) {
            command.addAll(List.of("-xrm", "XTerm*" + resource));
        }
        String pipes = "stty raw -echo; cat '" + directory + "/in' & exec cat > '" + directory + "/out'";
        command.addAll(List.of("-e", "sh", "-c", pipes));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("DISPLAY", ":" + number, "LC_ALL", "C.UTF-8"));
        xterm = builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        in = Files.newOutputStream(directory.resolve("in"));
        out = Files.newInputStream(directory.resolve("out"));
    }

    /** Shows the bytes, and gives what it answers up to the answer that ends with {@code end}. */
    String answers(byte[] bytes, String end) throws IOException {
        in.write(bytes);
        in.flush();
        StringBuilder said = new StringBuilder();
        byte[] buffer = new byte[64 * 1024];
        while (said.length() < end.length() || said.indexOf(end, Math.max(0, said.length() - end.length())) < 0) {
            int count = out.read(buffer);
            if (count < 0) {
                throw new IOException("xterm has ended after " + said);
            }
            said.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
        }
        return said.toString();
    }

    @Override
    public void close() throws IOException {
        xterm.destroy();
        try {
            xterm.waitFor(10, TimeUnit.SECONDS);
            display.destroy();
            display.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        in.close();
        out.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
