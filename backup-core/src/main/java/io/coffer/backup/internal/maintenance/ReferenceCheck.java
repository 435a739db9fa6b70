package io.coffer.backup.internal.maintenance;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.content.Index;
import io.coffer.backup.internal.content.ReferenceReader;
import io.coffer.backup.internal.format.IndexTable;
import io.coffer.backup.internal.format.ObjectType;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.snapshot.Trees;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Follows every reference from the manifests down: each tree is read once, each content must have a home.
 * What was seen is one bit for each entry of the index. Not thread-safe.
 */
final class ReferenceCheck {
    private final RepositoryCore core;
    private final Findings findings;
    private final Monitor monitor;
    private final List<Index.Run> runs;
    private final BitSet[] seen;
    private long trees;
    private long contents;

    ReferenceCheck(RepositoryCore core, Findings findings, Monitor monitor) {
        this.core = core;
        this.findings = findings;
        this.monitor = monitor;
        this.runs = core.index().runs();
        this.seen = new BitSet[runs.size()];
        for (int i = 0; i < seen.length; i++) {
            seen[i] = new BitSet(runs.get(i).table().size());
        }
    }

    long trees() {
        return trees;
    }

    long contents() {
        return contents;
    }

    void check(String snapshot) throws IOException {
        String object = ObjectType.SNAPSHOT.prefix() + snapshot;
        Manifest manifest;
        try {
            manifest = core.snapshots().read(snapshot);
        } catch (RepositoryException | io.coffer.backup.spi.ObjectNotFoundException damaged) {
            findings.add(object, damaged);
            return;
        }
        record Directory(ContentReference tree, String path) {}
        Deque<Directory> directories = new ArrayDeque<>();
        directories.push(new Directory(manifest.root(), ""));
        while (!directories.isEmpty()) {
            Directory directory = directories.pop();
            if (!isNewTree(directory.tree())) {
                continue;
            }
            trees++;
            monitor.done(1, 0, directory.path());
            try (TreeDecoder tree = Trees.open(core.blobs(), directory.tree())) {
                for (Node node = tree.next(); node != null; node = tree.next()) {
                    ContentReference content = node.content();
                    String path = directory.path() + "/" + node.name();
                    if (content != null && node.type() == EntryType.DIRECTORY) {
                        directories.push(new Directory(content, path));
                    } else if (content != null) {
                        checkContent(content, snapshot, path);
                    }
                }
            } catch (RepositoryException damaged) {
                findings.add(
                        damaged.subject(),
                        "the tree of " + directory.path() + "/ in snapshot " + snapshot + " cannot be read: "
                                + damaged.getMessage());
            }
        }
    }

    private void checkContent(ContentReference content, String snapshot, String path) throws IOException {
        try {
            ReferenceReader ids = new ReferenceReader(core.blobs(), content);
            for (ContentId id = ids.next(); id != null; id = ids.next()) {
                if (!mark(id)) {
                    findings.add(id.toString(), "no pack holds this content of " + path + " in snapshot " + snapshot);
                }
            }
        } catch (RepositoryException damaged) {
            findings.add(
                    damaged.subject(),
                    "the list of contents of " + path + " in snapshot " + snapshot + " cannot be read: "
                            + damaged.getMessage());
        }
    }

    /** A tree whose first piece was seen in the same place was checked with all under it. */
    private boolean isNewTree(ContentReference tree) throws IOException {
        boolean isNew = tree.ids().size() != 1;
        for (ContentId id : tree.ids()) {
            isNew |= !isSeen(id);
        }
        return isNew;
    }

    private boolean isSeen(ContentId id) throws IOException {
        long before = contents;
        boolean known = mark(id);
        return known && contents == before;
    }

    /** Marks a content as needed; false when it has no home. */
    private boolean mark(ContentId id) throws IOException {
        for (int i = 0; i < seen.length; i++) {
            Index.Run run = runs.get(i);
            IndexTable table = run.table();
            for (int at = table.lowerBound(id); at < table.size() && id.equals(table.id(at)); at++) {
                if (run.isHome(table.packOf(at))) {
                    if (!seen[i].get(at)) {
                        seen[i].set(at);
                        contents++;
                    }
                    return true;
                }
            }
        }
        return false;
    }
}
