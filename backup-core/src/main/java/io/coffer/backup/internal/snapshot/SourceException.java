package io.coffer.backup.internal.snapshot;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

/**
 * A source failed, while it was asked for something of one of its entries. Only so can a file that vanished be told
 * from a file of the cache or of the storage that did: both are a {@link NoSuchFileException} of the JDK.
 */
final class SourceException extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    SourceException(IOException failure) {
        super(failure.getMessage(), failure);
        this.failure = failure;
    }

    /** What the source threw. */
    IOException failure() {
        return failure;
    }

    /** Whether the entry is not there any more: removed since its directory was listed. */
    boolean isGone() {
        return failure instanceof NoSuchFileException;
    }
}
