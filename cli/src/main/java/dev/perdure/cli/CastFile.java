package dev.perdure.cli;

import dev.perdure.cli.replay.CastReader;
import dev.perdure.cli.replay.CastSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A record in a file, which can only be read from its beginning.
 *
 * @param file an asciicast
 * @param from the time up to which it is shown at once
 */
record CastFile(Path file, Duration from) implements CastSource {
    @Override
    public Cast open() throws IOException {
        return new Cast(Duration.ZERO, false, new CastReader(Files.newBufferedReader(file), file.toString()));
    }

    @Override
    public Duration wanted() {
        return from;
    }

    @Override
    public Cast openAt(Duration time) throws IOException {
        return open();
    }
}
