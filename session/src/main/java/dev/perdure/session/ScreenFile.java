package dev.perdure.session;

import dev.perdure.session.pty.TerminalSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A screen on disk: the snapshot at an offset of the output, so that a new host needn't replay all of it. The format of
 * the {@code screen} file, version 1, big-endian: magic (4 bytes), CRC32C of the rest (4), offset (8), columns (4), rows
 * (4), the snapshot.
 */
@SuppressWarnings("ArrayRecordComponent") // Written or replayed, never compared.
record ScreenFile(long offset, TerminalSize size, byte[] snapshot) {
    private static final Logger LOGGER = LoggerFactory.getLogger(ScreenFile.class);
    static final String FILE = "screen";
    private static final int MAGIC = 0x50445331;
    private static final int HEADER = 24;

    /**
     * The screen on disk; empty where there is none, and where it can't be used, which is logged: the screen can be made from
     * the recorded output instead.
     *
     * @param mostBytes the largest snapshot that is read; a larger one was not made by this version
     */
    static Optional<ScreenFile> read(Path directory, long mostBytes) {
        Path file = directory.resolve(FILE);
        try {
            long size = Files.size(file);
            if (size > HEADER + mostBytes) {
                LOGGER.warn(
                        "{} has {} bytes, more than a screen takes; it is made from the output instead", file, size);
                return Optional.empty();
            }
            Optional<ScreenFile> found = parse(Files.readAllBytes(file));
            if (found.isEmpty()) {
                LOGGER.warn("{} is damaged; the screen is made from the output instead", file);
            }
            return found;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOGGER.warn("{} can't be read; the screen is made from the output instead", file, e);
            return Optional.empty();
        }
    }

    static Optional<ScreenFile> parse(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || in.getInt() != MAGIC || in.getInt() != checksum(bytes)) {
            return Optional.empty();
        }
        long offset = in.getLong();
        TerminalSize size = new TerminalSize(in.getInt(), in.getInt());
        return Optional.of(new ScreenFile(offset, size, Arrays.copyOfRange(bytes, HEADER, bytes.length)));
    }

    void write(Path directory) {
        byte[] bytes = ByteBuffer.allocate(HEADER + snapshot.length)
                .putInt(MAGIC)
                .putInt(0)
                .putLong(offset)
                .putInt(size.columns())
                .putInt(size.rows())
                .put(snapshot)
                .array();
        ByteBuffer.wrap(bytes).putInt(4, checksum(bytes));
        StateFile.in(directory, FILE).write(bytes);
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 8, bytes.length - 8);
        return (int) checksum.getValue();
    }
}
