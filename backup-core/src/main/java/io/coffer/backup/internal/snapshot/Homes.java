package io.coffer.backup.internal.snapshot;

import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
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
            TreeWalk.run(core.blobs(), root, "", (path, node) -> {
                ContentReference content = node.content();
                ContentId missing = content == null || node.type() == EntryType.DIRECTORY ? null : missing(content);
                if (missing != null) {
                    throw BlobReader.missing(missing, null);
                }
            });
            return null;
        } catch (RepositoryException lost) {
            return lost.subject();
        }
    }

    private @Nullable ContentId missing(ContentReference content) throws IOException {
        ReferenceReader ids = new ReferenceReader(core.blobs(), content);
        for (ContentId id = ids.next(); id != null; id = ids.next()) {
            if (!core.index().contains(id)) {
                return id;
            }
        }
        return null;
    }
}
