package io.coffer.backup.internal.snapshot;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.CopyResult;
import io.coffer.backup.CorruptObjectException;
import io.coffer.backup.Manifest;
import io.coffer.backup.UnsupportedFormatException;
import io.coffer.backup.internal.content.BlobWriter;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes back from a copy what snapshots have lost, where the copy has other ids. Not thread-safe. */
public final class SnapshotRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotRecovery.class);
    private static final int TASKS_PER_WORKER = 2;

    private final RepositoryCore copy;
    private final RepositoryCore core;
    private final BlobWriter writer;
    private final Monitor monitor;

    /**
     * Prepares.
     *
     * @param copy where snapshots are whole
     * @param core the repository that has lost something
     * @param writer into that repository; knows only homes that are good
     * @param monitor counts
     */
    public SnapshotRecovery(RepositoryCore copy, RepositoryCore core, BlobWriter writer, Monitor monitor) {
        this.copy = copy;
        this.core = core;
        this.writer = writer;
        this.monitor = monitor;
    }

    /**
     * Reads the copies of snapshots whole, and stores what of them has no home. The same entries and bytes make the same
     * trees and contents that were there before.
     *
     * @param damaged ids of the snapshots
     * @param manifests of all snapshots of the repository, by id
     * @throws IOException when a storage fails
     */
    public void recover(Collection<String> damaged, Map<String, Manifest> manifests) throws IOException {
        Copies copies = Copies.of(copy);
        copy.indexLoader().refresh();
        for (String id : damaged) {
            String found = copies.find(id, manifests.get(id));
            if (found == null) {
                continue;
            }
            try (TaskGroup tasks = new TaskGroup(
                    core.environment().workers(), core.environment().parallel() * TASKS_PER_WORKER, "the repair")) {
                var unused = new CopyAnew(copy, core, writer, monitor)
                        .copy(copy.snapshots().read(found), new ContentsCopy.Earlier(null, null), tasks);
                tasks.join();
            } catch (CorruptObjectException | ContentNotFoundException | UnsupportedFormatException damagedToo) {
                LOG.warn("the copy {} of snapshot {} does not help: {}", found, id, damagedToo.getMessage());
            } catch (ObjectNotFoundException forgotten) {
                continue;
            }
        }
        writer.flush();
    }

    /**
     * Copies snapshots back whose manifests are damaged.
     *
     * @param copy where they are whole
     * @param core where they come to
     * @param damaged their ids
     * @param monitor counts
     * @return ids of the snapshots that stand for them now
     * @throws IOException when a storage fails
     */
    public static List<String> copyAgain(
            RepositoryCore copy, RepositoryCore core, Collection<String> damaged, Monitor monitor) throws IOException {
        Set<String> wanted = new HashSet<>(damaged);
        List<SnapshotView> snapshots = new ArrayList<>();
        for (String id : copy.snapshots().ids()) {
            try {
                Manifest manifest = copy.snapshots().read(id);
                if (wanted.contains(Copies.origin(id, manifest))) {
                    snapshots.add(new SnapshotView(id, manifest, copy.blobs(), view -> {
                        throw new UnsupportedOperationException("only copied");
                    }));
                }
            } catch (CorruptObjectException | ObjectNotFoundException unusable) {
                continue;
            }
        }
        CopyResult result = new SnapshotCopy(copy, core, monitor, "repair").run(snapshots);
        List<String> ids = new ArrayList<>();
        result.copied().forEach(copied -> ids.add(copied.copy()));
        result.present().forEach(copied -> ids.add(copied.copy()));
        return ids;
    }
}
