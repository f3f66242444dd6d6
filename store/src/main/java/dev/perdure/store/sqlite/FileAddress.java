package dev.perdure.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The address of a file for the JDBC driver, whatever characters its path has. The driver takes what follows a {@code ?} for settings,
 * cuts spaces off the end and reads some words in the path as options; a {@code file:} URI (sqlite.org/uri.html) with everything
 * but letters, digits and the plainest signs escaped gives it nothing to find.
 */
public final class FileAddress {
    private static final String PLAIN = "/-_.~";
    private static final String HEX = "0123456789ABCDEF";

    private FileAddress() {}

    /** The JDBC URL of a file. */
    public static String of(Path file) {
        StringBuilder url = new StringBuilder("jdbc:sqlite:file:");
        for (byte octet : file.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8)) {
            char sign = (char) (octet & 0xff);
            if (isPlain(sign)) {
                url.append(sign);
            } else {
                url.append('%').append(HEX.charAt(sign >> 4)).append(HEX.charAt(sign & 0xf));
            }
        }
        return url.toString();
    }

    private static boolean isPlain(char sign) {
        return (sign >= 'a' && sign <= 'z')
                || (sign >= 'A' && sign <= 'Z')
                || (sign >= '0' && sign <= '9')
                || PLAIN.indexOf(sign) >= 0;
    }
}
