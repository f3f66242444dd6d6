package dev.perdure.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real terminal to test on: a tmux server of its own with one shell, ended with the test. */
final class Tmux implements AutoCloseable {
    private final Path socket;

    Tmux(Path directory, int columns, int rows) {
        socket = directory.resolve("tmux");
        tmux("-f", "/dev/null", "new-session", "-d", "-x", columns + "", "-y", rows + "", "env", "PS1=$ ", "sh");
        Eventually.holds(
                this::screen,
                screen -> org.assertj.core.api.Assertions.assertThat(screen).contains("$"));
    }

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("tmux", "-V")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Types a line and Enter. */
    void type(String line) {
        tmux("send-keys", "-l", line);
        tmux("send-keys", "Enter");
    }

    /** Presses a key by tmux's name for it, such as {@code C-c}. */
    void press(String key) {
        tmux("send-keys", key);
    }

    /** Pastes a file's content as a terminal does, all at once. */
    void paste(Path file) {
        tmux("load-buffer", file.toString());
        tmux("paste-buffer", "-r");
    }

    void resize(int columns, int rows) {
        tmux("resize-window", "-x", columns + "", "-y", rows + "");
    }

    /** What is on the screen, without blanks at the ends of lines. */
    String screen() {
        return tmux("capture-pane", "-p").stripTrailing();
    }

    /** The screen with what scrolled off above it. */
    String all() {
        return tmux("capture-pane", "-p", "-S", "-").stripTrailing();
    }

    boolean isCursorShown() {
        return tmux("display-message", "-p", "#{cursor_flag}").strip().equals("1");
    }

    boolean isOnAlternateScreen() {
        return tmux("display-message", "-p", "#{alternate_on}").strip().equals("1");
    }

    /** Whatever a program may have switched on, as far as tmux tells. */
    String modes() {
        return tmux(
                "display-message",
                "-p",
                "alternate #{alternate_on} cursor #{cursor_flag} insert #{insert_flag} keys #{keypad_cursor_flag}#{keypad_flag}"
                        + " mouse #{mouse_any_flag}#{mouse_button_flag}#{mouse_standard_flag}#{mouse_sgr_flag}#{mouse_utf8_flag}"
                        + " origin #{origin_flag} wrap #{wrap_flag} margins #{scroll_region_upper}-#{scroll_region_lower}");
    }

    /** Has the terminal keep what programs write to the clipboard. */
    void allowClipboard() {
        tmux("set-option", "-s", "set-clipboard", "on");
    }

    /** What programs wrote to the clipboard last. */
    String clipboard() {
        return tmux("list-buffers", "-F", "#{buffer_sample}").strip();
    }

    private String tmux(String... arguments) {
        var command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
        command.addAll(List.of(arguments));
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().remove("TMUX");
            builder.environment().remove("PERDURE_COMMAND");
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        tmux("kill-server");
    }
}
