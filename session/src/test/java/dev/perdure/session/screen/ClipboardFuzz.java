package dev.perdure.session.screen;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Tries to write the clipboard of a real xterm, and a buffer of tmux, through the {@link ClipboardFilter}: with random
 * sequences of what such commands consist of, and of what terminals skip in them. Nothing may arrive.
 *
 * <p>Arguments: how many sequences for each, the seed (otherwise a fresh one).
 */
final class ClipboardFuzz {
    private static final String[] PIECES = {
        "\033]",
        "\033",
        "]",
        "52",
        "5",
        "2",
        ";",
        "c",
        ";c;",
        "p;",
        "eHg=",
        "\007",
        "\033\\",
        "\033P",
        "\033Ptmux;\033",
        "\033[",
        "\033_",
        "\000",
        "\001",
        "\n",
        "\r",
        "\017",
        "\030",
        "\032",
        "\177",
        "\u0080",
        "\u009b",
        "\u009c",
        "\u009d",
        "\u0090",
        "\u00dd",
        "\u00a0",
        "0",
        "00",
        "4294967348",
        "x",
        " ",
        "日",
        "\033]0;",
        "\033%G",
        "\033 F",
        "\033(0",
        "m",
        "\033]52;c;eHg=\007",
    };
    private static final byte[][] ILL_FORMED = {
        {(byte) 0xC2},
        {(byte) 0xE2},
        {(byte) 0xF0, (byte) 0x9F},
        {(byte) 0xC0, (byte) 0x9B},
        {(byte) 0xE0, (byte) 0x82, (byte) 0x9D},
        {(byte) 0x9D},
        {(byte) 0x9B},
        {(byte) 0xFF},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
    };
    private static final String END = "\033P31337!~0000\033\\";
    private static final int BATCH = 50;

    private ClipboardFuzz() {}

    /** What is left of a random sequence, cut anywhere on its way. */
    private static byte[] filtered(long seed, boolean raw) {
        Random random = new Random(seed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 3 + random.nextInt(14); i > 0; i--) {
            boolean illFormed = random.nextInt(8) == 0;
            out.writeBytes(
                    illFormed
                            ? ILL_FORMED[random.nextInt(ILL_FORMED.length)]
                            : PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
        }
        out.writeBytes("52;c;eHg=\007\033\\\030".getBytes(StandardCharsets.UTF_8));
        if (raw) {
            return out.toByteArray();
        }
        ClipboardFilter filter = new ClipboardFilter();
        ByteArrayOutputStream passed = new ByteArrayOutputStream();
        byte[] bytes = out.toByteArray();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(1 + random.nextInt(6), bytes.length - at);
            passed.writeBytes(filter.pass(Arrays.copyOfRange(bytes, at, at + length)));
            at += length;
        }
        return passed.toByteArray();
    }

    private static int xterm(int count, long seed, boolean raw) throws IOException, InterruptedException {
        int found = 0;
        try (Xterm xterm = new Xterm(80, 24)) {
            for (int i = 0; i < count; i += BATCH) {
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                for (int j = i; j < i + BATCH; j++) {
                    all.writeBytes("\033c\033]52;c;S0VFUA==\007".getBytes(StandardCharsets.UTF_8));
                    all.writeBytes(filtered(seed + j, raw));
                    all.writeBytes(
                            "\030\033\\\033[c\033[31336;1;5;5;1;1*y\033]52;c;?\007".getBytes(StandardCharsets.UTF_8));
                }
                all.writeBytes("\033[31337;1;5;5;1;1*y".getBytes(StandardCharsets.UTF_8));
                String said = xterm.answers(all.toByteArray(), END);
                String[] answers = said.split("31336!~0000\033\\\\", -1);
                for (int j = 1; j < answers.length; j++) {
                    if (!answers[j].contains("]52;c;S0VFUA==")) {
                        found++;
                        System.out.println("xterm: seed " + (seed + i + j - 1) + ": "
                                + XtermFuzz.visible(
                                        new String(filtered(seed + i + j - 1, raw), StandardCharsets.ISO_8859_1)));
                    }
                }
            }
        }
        return found;
    }

    private static int tmux(int count, long seed, boolean raw) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("tmux");
        Path pipe = directory.resolve("in");
        Path socket = directory.resolve("socket");
        run("mkfifo", pipe.toString());
        int found = 0;
        try {
            run(
                    "tmux",
                    "-S",
                    socket.toString(),
                    "-f",
                    "/dev/null",
                    "new-session",
                    "-d",
                    "-x",
                    "80",
                    "-y",
                    "24",
                    "stty raw -echo; exec cat '" + pipe + "'");
            run("tmux", "-S", socket.toString(), "set", "-s", "set-clipboard", "on");
            run("tmux", "-S", socket.toString(), "set", "-s", "buffer-limit", "100000");
            try (OutputStream in = Files.newOutputStream(pipe)) {
                for (int i = 0; i < count; i++) {
                    in.write("\033c".getBytes(StandardCharsets.UTF_8));
                    in.write(filtered(seed + i, raw));
                    in.write("\030\033\\".getBytes(StandardCharsets.UTF_8));
                }
                in.write("\033cthat is all".getBytes(StandardCharsets.UTF_8));
                in.flush();
                while (!run("tmux", "-S", socket.toString(), "capture-pane", "-p")
                        .contains("that is all")) {
                    Thread.onSpinWait();
                }
                String buffers = run("tmux", "-S", socket.toString(), "list-buffers");
                found = (int) buffers.lines().count();
                buffers.lines().limit(5).forEach(line -> System.out.println("tmux: " + line));
            }
        } finally {
            // With the end of the pipe its only pane ends, and so does the server.
            for (Path file : List.of(pipe, socket, directory)) {
                Files.deleteIfExists(file);
            }
        }
        return found;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
        return said;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : new Random().nextLong();
        System.out.printf("seed %d%n", seed);
        // Without the filter both are written, or this proves nothing.
        if (xterm(BATCH * 4, seed, true) == 0 || tmux(BATCH * 4, seed, true) == 0) {
            throw new IllegalStateException("nothing arrives without the filter either");
        }
        System.out.println("through the filter:");
        int found = xterm(count, seed, false) + tmux(count, seed, false);
        System.out.printf("%d sequences for xterm and for tmux, %d wrote the clipboard%n", count, found);
        System.exit(found == 0 ? 0 : 1);
    }
}
