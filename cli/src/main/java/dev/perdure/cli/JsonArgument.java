package dev.perdure.cli;

import dev.perdure.cli.client.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;

/** A JSON value as an argument: the name of a file, {@code -} for standard input, or the JSON itself. */
final class JsonArgument {
    /** Where in a source that nobody sees an object began. */
    private static final Pattern INSIDES = Pattern.compile(" ?\\([^()]*at \\[[^\\]]*\\]\\)");

    private JsonArgument() {}

    /** The value that the argument says. */
    static JsonNode read(String argument, InputStream in) throws IOException {
        if (argument.equals("-")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "Standard input");
        }
        Path file = path(argument);
        if (file != null && Files.isRegularFile(file)) {
            return parse(content(file), file.toString());
        }
        if (looksLikeJson(argument)) {
            return parse(argument, "The argument");
        }
        try {
            return JsonText.asWritten(argument);
        } catch (JacksonException e) {
            throw TaskCommand.bad(
                    file != null && Files.isDirectory(file)
                            ? argument
                                    + " is a directory. Name a JSON file, '-' for standard input, or write JSON in quotes."
                            : "There is no file " + argument
                                    + ". Name a JSON file, '-' for standard input, or write JSON in quotes.");
        }
    }

    private static JsonNode parse(String text, String source) {
        try {
            JsonNode value = JsonText.asWritten(text);
            if (value.isMissingNode()) {
                throw TaskCommand.bad(source + " is empty. Give one JSON value, such as {}.");
            }
            return value;
        } catch (JacksonException e) {
            TokenStreamLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw TaskCommand.bad(source + " is not JSON" + where + ": " + firstLine(e.getOriginalMessage()));
        }
    }

    private static String content(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw TaskCommand.bad("There is no file " + file + ".");
        } catch (java.nio.charset.CharacterCodingException e) {
            throw TaskCommand.bad(file + " is not UTF-8 text.");
        } catch (IOException e) {
            throw TaskCommand.bad(file + " can't be read: " + e.getMessage() + ".");
        }
    }

    private static boolean looksLikeJson(String argument) {
        String text = argument.stripLeading();
        return !text.isEmpty() && "{[\"".indexOf(text.charAt(0)) >= 0;
    }

    private static String firstLine(@Nullable String message) {
        String text = String.valueOf(message);
        int end = text.indexOf('\n');
        return INSIDES.matcher(end < 0 ? text : text.substring(0, end)).replaceAll("");
    }

    private static @Nullable Path path(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
