package io.coffer.backup.internal.snapshot;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.MissingBlobs;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks whether everything that a snapshot needs has a home. Not thread-safe. */
final class Homes {
    private final RepositoryCore core;

    Homes(RepositoryCore core) {
        this.core = core;
    }

    /** Says what is missing first, or null when nothing is. */
    @Nullable
    String firstMissing(ContentReference root) throws IOException {
        try {
            require(root);
            TreeWalk.run(core.blobs(), root, "", (path, node) -> {
                ContentReference content = node.content();
                if (content != null) {
                    require(content);
                }
            });
            return null;
        } catch (RepositoryException lost) {
            return lost.subject();
        }
    }

    private void require(ContentReference content) throws IOException {
        ContentId missing = MissingBlobs.first(core.blobs(), id -> core.index().contains(id), content);
        if (missing != null) {
            throw BlobReader.missing(missing, null);
        }
    }
}
