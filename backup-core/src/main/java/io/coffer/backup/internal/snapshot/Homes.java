package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
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
        Deque<ContentReference> directories = new ArrayDeque<>();
        directories.push(root);
        try {
            while (!directories.isEmpty()) {
                try (TreeDecoder tree = Trees.open(core.blobs(), directories.pop())) {
                    for (Node node = tree.next(); node != null; node = tree.next()) {
                        ContentReference content = node.content();
                        if (content == null) {
                            continue;
                        }
                        if (node.type() == EntryType.DIRECTORY) {
                            directories.push(content);
                        } else {
                            ContentId missing = missing(content);
                            if (missing != null) {
                                return missing.toString();
                            }
                        }
                    }
                }
            }
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
