package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.RepositoryException;
import io.coffer.backup.internal.repository.RepositoryCore;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.EntryType;
import java.io.IOException;

/** Counts what a restore will do. It goes through all directories, also those in which nothing is wanted. */
final class WantedEntries implements TreeWalk.Visitor {
    private final RestoreRequest request;
    private final Monitor monitor;
    private long items;
    private long bytes;

    private WantedEntries(RestoreRequest request, Monitor monitor) {
        this.request = request;
        this.monitor = monitor;
    }

    /**
     * Counts, and tells how much it is.
     *
     * @param core the repository, with an index that was read
     * @param request what is to be restored
     * @param monitor hears of it
     * @throws IOException when the storage fails, or the thread is interrupted
     */
    static void count(RepositoryCore core, RestoreRequest request, Monitor monitor) throws IOException {
        TreeWalk.run(core.blobs(), request.snapshot().rootTree(), "", new WantedEntries(request, monitor));
    }

    @Override
    public void visit(String path, Node node) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw TaskGroup.interrupted("the restore");
        }
        boolean isDirectory = node.type() == EntryType.DIRECTORY;
        if (isDirectory || request.wants(path)) {
            items++;
            bytes += isDirectory ? 0 : node.attributes().size();
            monitor.counting(items, bytes);
        }
    }

    @Override
    public void damaged(String path, RepositoryException damaged) {
        // The restore will meet it again, and report it.
    }
}
