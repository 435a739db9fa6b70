package io.coffer.backup.archive;

import io.coffer.backup.Node;
import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.PathPattern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Chooses what is written, and gives each entry its path in bytes. Directories are held back until something in them is
 * chosen. Not thread-safe.
 */
final class EntrySelection implements Snapshot.NodeVisitor {
    private final List<PathPattern> includes;
    private final EntryWriter writer;
    private final ExportMonitor monitor;
    private final List<ExportEntry> parents = new ArrayList<>();
    // How many of them have been written.
    private int written;

    EntrySelection(List<PathPattern> includes, EntryWriter writer, ExportMonitor monitor) {
        this.includes = includes;
        this.writer = writer;
        this.monitor = monitor;
    }

    @Override
    public void visit(String path, Node node) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new OperationInterruptedException("the export was interrupted; nothing of it counts");
        }
        // No name has a slash in it, whatever its bytes are: the slashes of the path count the directories above.
        int depth = (int) path.chars().filter(c -> c == '/').count();
        parents.subList(depth, parents.size()).clear();
        written = Math.min(written, depth);
        ExportEntry entry = new ExportEntry(join(depth, node.name().toBytes()), path, node);
        if (isChosen(path)) {
            while (written < depth) {
                write(parents.get(written++));
            }
            write(entry);
            written += node.type() == EntryType.DIRECTORY ? 1 : 0;
        }
        if (node.type() == EntryType.DIRECTORY) {
            parents.add(entry);
        }
    }

    private byte[] join(int depth, byte[] name) {
        if (depth == 0) {
            return name;
        }
        byte[] parent = parents.get(depth - 1).path();
        byte[] path = java.util.Arrays.copyOf(parent, parent.length + 1 + name.length);
        path[parent.length] = '/';
        System.arraycopy(name, 0, path, parent.length + 1, name.length);
        return path;
    }

    private boolean isChosen(String path) {
        if (includes.isEmpty()) {
            return true;
        }
        for (PathPattern include : includes) {
            if (include.covers(path)) {
                return true;
            }
        }
        return false;
    }

    private void write(ExportEntry entry) throws IOException {
        if (writer.write(entry)) {
            monitor.wrote(entry);
        }
    }
}
