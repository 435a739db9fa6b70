package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobLocation;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/** Finds the packs of data that a restore will read. Trees, which it reads for that, are never kept cold. */
final class NeededPacks {
    private final RepositoryCore core;
    private final Set<PackId> packs = new HashSet<>();

    private NeededPacks(RepositoryCore core) {
        this.core = core;
    }

    /**
     * Finds them.
     *
     * @param core the repository, with an index that was read
     * @param request what is to be restored
     * @return names of objects, sorted
     * @throws IOException when the storage fails
     */
    static Set<String> of(RepositoryCore core, RestoreRequest request) throws IOException {
        NeededPacks needed = new NeededPacks(core);
        TargetTree target = new TargetTree(request.target(), request.conflict());
        Places places = new Places(request.target());
        TreeWalk.run(core.blobs(), request.snapshot().rootTree(), "", new TreeWalk.Visitor() {
            @Override
            public void visit(String path, Node node) throws IOException {
                Path place = places.of(path, node);
                ContentReference content = node.content();
                if (content != null
                        && place != null
                        && node.type() != EntryType.DIRECTORY
                        && request.wants(path)
                        && !target.keeps(place, node)) {
                    needed.add(content);
                }
            }

            @Override
            public void damaged(String path, RepositoryException damaged) {
                // The restore will meet it again, and report it.
            }
        });
        Set<String> names = new TreeSet<>();
        needed.packs.forEach(pack -> names.add(pack.objectName()));
        return names;
    }

    private void add(ContentReference content) throws IOException {
        try {
            ReferenceReader ids = new ReferenceReader(core.blobs(), content);
            for (ContentId id = ids.next(); id != null; id = ids.next()) {
                BlobLocation location = core.index().find(id);
                if (location != null && location.type() == ObjectType.DATA_PACK) {
                    packs.add(location.pack());
                }
            }
        } catch (RepositoryException damaged) {
            // The restore will meet it again, and report it.
            return;
        }
    }
}
