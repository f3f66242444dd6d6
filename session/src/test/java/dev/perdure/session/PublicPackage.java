package dev.perdure.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Other people's programs and data that tests compare with: fetched when the test runs, which is skipped where that can't be. */
public final class PublicPackage {
    private static final int PATIENCE_SECONDS = 60;

    private PublicPackage() {}

    /** Unpacks a package of the npm registry, named with its version as in {@code @xterm/headless@6.0.0}, and says where. */
    public static Path fetch(Path directory, String name) throws IOException, InterruptedException {
        require(directory, "npm", "--version");
        int at = name.lastIndexOf('@');
        String bare = name.substring(0, at).replace("@", "").replace('/', '-');
        Path target = Files.createDirectories(directory.resolve(bare));
        Assumptions.assumeTrue(runs(directory, "npm", "pack", "--silent", name), "npm cannot fetch " + name);
        Path archive = directory.resolve(bare + "-" + name.substring(at + 1) + ".tgz");
        assertThat(runs(directory, "tar", "-xzf", archive.toString(), "-C", target.toString(), "--strip-components=1"))
                .isTrue();
        return target;
    }

    /** Skips the test where a program does not run. */
    public static void require(Path directory, String program, String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Assumptions.assumeTrue(runs(directory, command.toArray(new String[0])), program + " is missing");
    }

    private static boolean runs(Path directory, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException e) {
            // The program is not installed, which is the answer.
            return false;
        }
    }
}
