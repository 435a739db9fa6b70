package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Copies what snapshots refer to into a repository with the same ids. A tree that was followed is not followed again,
 * whatever the number of snapshots. Not thread-safe.
 */
final class CopyById implements ContentsCopy {
    private final RepositoryCore origin;
    private final BlobWriter writer;
    private final Monitor monitor;
    private final SeenBlobs wanted;
    /** Trees and lists: not the same as being wanted, for the tree of one may be the data of another. */
    private final SeenBlobs followed;
    /** Trees of several pieces: others may share all pieces with them. */
    private final Set<ContentReference> largeTrees = new HashSet<>();

    private long readBytes;
    private long items;
    private long bytes;

    CopyById(RepositoryCore origin, BlobWriter writer, Monitor monitor) {
        this.origin = origin;
        this.writer = writer;
        this.monitor = monitor;
        this.wanted = new SeenBlobs(origin.index());
        this.followed = new SeenBlobs(origin.index());
    }

    @Override
    public ContentReference copy(Manifest manifest, Earlier earlier, TaskGroup tasks) throws IOException {
        BlobCopy blobs = new BlobCopy(origin, writer, tasks, monitor);
        items = 0;
        bytes = 0;
        if (enters(blobs, manifest.root())) {
            TreeWalk.run(origin.blobs(), manifest.root(), "", new TreeWalk.Visitor() {
                @Override
                public void visit(String path, Node node) throws IOException {
                    ContentReference content = node.content();
                    if (content != null && node.type() != EntryType.DIRECTORY) {
                        done(node.attributes().size(), want(blobs, content, true), path);
                    } else {
                        done(0, 0, path);
                    }
                }

                @Override
                public boolean enters(String path, ContentReference tree) throws IOException {
                    return CopyById.this.enters(blobs, tree);
                }
            });
        }
        blobs.submit();
        tasks.join();
        readBytes += blobs.readBytes();
        // What lies under trees that were followed before counts as done.
        var all = manifest.statistics();
        monitor.done(
                Math.max(0, all.files() + all.directories() + all.others() - items),
                Math.max(0, all.bytes() - bytes),
                null);
        return manifest.root();
    }

    /** Counts an entry, without the bytes that are counted when they come. */
    private void done(long size, long coming, String path) {
        items++;
        bytes += size;
        monitor.done(1, Math.max(0, size - coming), path);
    }

    private boolean enters(BlobCopy blobs, ContentReference tree) throws IOException {
        want(blobs, tree, false);
        boolean onePiece = tree.level() == 0 && tree.ids().size() == 1;
        return onePiece ? followed.add(tree.ids().get(0)) : largeTrees.add(tree);
    }

    /** Wants all that a reference stands for, reading each list once; tells how many bytes of a file are to come. */
    private long want(BlobCopy blobs, ContentReference content, boolean ofFile) throws IOException {
        long coming = 0;
        Deque<ContentReference> lists = new ArrayDeque<>();
        lists.push(content);
        while (!lists.isEmpty()) {
            ContentReference list = lists.pop();
            for (ContentId id : list.ids()) {
                if (wanted.add(id)) {
                    coming += blobs.want(id, ofFile && list.level() == 0);
                }
                if (list.level() > 0 && followed.add(id)) {
                    lists.push(ReferenceReader.list(origin.blobs(), id, list.level() - 1));
                }
            }
        }
        return coming;
    }

    @Override
    public long readBytes() {
        return readBytes;
    }
}
