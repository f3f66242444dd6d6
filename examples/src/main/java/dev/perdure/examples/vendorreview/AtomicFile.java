package dev.perdure.examples.vendorreview;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Writing a file so that a reader sees the old content or the new and never a part. Writing the same again changes nothing, which is
 * what makes it fit for a repeatable step; what a crash leaves behind is overwritten by the next try.
 */
final class AtomicFile {
    private AtomicFile() {}

    static void write(Path file, String text) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is not a file's path");
        }
        Files.createDirectories(folder);
        Path draft = target.resolveSibling("." + target.getFileName() + ".tmp");
        try (var channel = FileChannel.open(draft, Set.of(WRITE, CREATE, TRUNCATE_EXISTING, NOFOLLOW_LINKS))) {
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, target, ATOMIC_MOVE, REPLACE_EXISTING);
    }
}
