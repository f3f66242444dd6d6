package dev.perdure.api.spi;

import dev.perdure.api.Perdure;
import dev.perdure.api.PerdureOptions;
import java.nio.file.Path;

/** Opens the layer; found by {@link java.util.ServiceLoader}. */
public interface PerdureProvider {
    /** Opens a state directory, as {@link Perdure#open(Path, PerdureOptions)} says. */
    Perdure open(Path directory, PerdureOptions options);
}
