package dev.perdure.examples.vendorreview.maven;

import java.io.IOException;

/** The repository was asked and does not have it; asking again is of no use. */
public final class NotInRepositoryException extends IOException {
    private static final long serialVersionUID = 1;

    private final String missing;

    /** The repository lacks that: an address, or a description. */
    public NotInRepositoryException(String missing) {
        this.missing = missing;
    }

    @Override
    public String getMessage() {
        return missing + " does not exist";
    }
}
