package io.coffer.backup.internal.maintenance;

import io.coffer.backup.Manifest;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.KnownMetadata;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.internal.repository.IndexLoader;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A look at a repository in the order that the protocol asks for: manifests, then retired lists, then the index. What
 * snapshots need is marked, and what of it has no home any more is copied to a new pack. Not thread-safe.
 */
final class Survey implements AutoCloseable {
    private final RepositoryCore core;
    private final Monitor monitor;
    private final boolean dryRun;
    private final Index index = new Index();
    private final IndexLoader loader;
    private final BlobReader blobs;
    private final Set<String> snapshots;
    private final Set<String> marked = new HashSet<>();
    private final Index.Moment looked;
    private final LiveMark live;
    private @Nullable Repack rescue;
    private long homeless;
    private long homelessBytes;

    Survey(RepositoryCore core, Monitor monitor, boolean dryRun) throws IOException {
        this.core = core;
        this.monitor = monitor;
        this.dryRun = dryRun;
        this.loader = core.newIndexLoader(index);
        this.blobs = new BlobReader(index, core.segments(), loader::refresh, KnownMetadata.NONE);
        // What a manifest refers to was in the index before the manifest was there.
        this.snapshots = core.snapshots().ids();
        loader.refresh();
        this.looked = index.moment();
        this.live = new LiveMark(looked.runs(), blobs, monitor, this::rescue);
    }

    /** Ids of all snapshots that were there. */
    Set<String> snapshots() {
        return snapshots;
    }

    /** Ids of the snapshots whose contents are marked. */
    Set<String> marked() {
        return marked;
    }

    /** The index as it was then; {@link #index()} may be later. */
    List<Index.Run> runs() {
        return looked.runs();
    }

    Index index() {
        return index;
    }

    IndexLoader loader() {
        return loader;
    }

    LiveMark live() {
        return live;
    }

    /**
     * Packs that are retired or removed. Also those of which the index has nothing any more, as it was merged since: or
     * it would seem that no pack went which had been there before.
     */
    Set<PackId> gone() {
        return looked.gone();
    }

    /** Packs that were taken out of the index for good. */
    Set<PackId> removed() throws IOException {
        Set<PackId> removed = new HashSet<>();
        for (Index.Run run : looked.runs()) {
            IndexTable table = run.table();
            for (int i = 0; i < table.removedCount(); i++) {
                removed.add(table.removed(i));
            }
        }
        return removed;
    }

    /**
     * Marks what snapshots need.
     *
     * @param ids of the snapshots
     * @throws RepositoryException when one is not whole
     */
    void mark(Set<String> ids) throws IOException {
        for (String id : ids) {
            Manifest manifest;
            try {
                manifest = core.snapshots().read(id);
            } catch (ObjectNotFoundException forgotten) {
                continue;
            }
            try {
                live.snapshot(manifest);
                marked.add(id);
            } catch (RepositoryException damaged) {
                requireGone(id, damaged);
            }
        }
        if (rescue != null) {
            rescue.finish();
        }
    }

    /** A writer that was given up, and came back, may have put a manifest and taken it back since. */
    private void requireGone(String id, RepositoryException damaged) throws IOException {
        if (core.snapshots().exists(id)) {
            throw new DamagedSnapshotException(id, damaged);
        }
    }

    private void rescue(ContentId id) throws IOException {
        if (dryRun) {
            homeless++;
            homelessBytes += index.findAll(id).stream()
                    .mapToLong(place -> place.length())
                    .findFirst()
                    .orElse(0);
            return;
        }
        Repack repack = rescue;
        if (repack == null) {
            repack = new Repack(core, index, monitor);
            rescue = repack;
        }
        repack.rescue(id, index, blobs);
    }

    /** Says what was copied, or would be. */
    void addTo(PruneFigures figures) {
        figures.copiedContents += homeless;
        figures.copiedBytes += homelessBytes;
        if (rescue != null) {
            figures.copied(rescue);
        }
    }

    @Override
    public void close() {
        if (rescue != null) {
            rescue.close();
        }
    }
}
