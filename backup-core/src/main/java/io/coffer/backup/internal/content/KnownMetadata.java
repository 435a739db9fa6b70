package io.coffer.backup.internal.content;

import io.coffer.backup.model.ContentId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Pieces of trees and lists that are at hand without a look into a pack. Thread-safe. */
public interface KnownMetadata {
    /** Nothing is at hand. */
    KnownMetadata NONE = id -> null;

    /**
     * Finds a piece. Whoever asks verifies it.
     *
     * @param id of the piece
     * @return its bytes; null when they are not at hand
     * @throws IOException when they cannot be read
     */
    byte @Nullable [] find(ContentId id) throws IOException;
}
