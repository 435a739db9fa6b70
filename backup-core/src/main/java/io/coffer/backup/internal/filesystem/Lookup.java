package io.coffer.backup.internal.filesystem;

import io.coffer.backup.Node;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.internal.snapshot.SnapshotView;
import io.coffer.backup.internal.snapshot.Trees;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds entries of a snapshot by path, following symbolic links. The root is where absolute targets of links start, and
 * what is above it. Directories that were found are remembered, a bounded number of them. Thread-safe.
 */
final class Lookup {
    private static final int MAX_LINKS = 40;
    private static final int REMEMBERED = 256;

    private final SnapshotView snapshot;
    private final Node root;
    private final Map<List<String>, Node> directories = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Node> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** An entry, and the names that lead to it without any link. */
    record Found(List<String> names, Node node) {}

    Lookup(SnapshotView snapshot) throws IOException {
        this.snapshot = snapshot;
        this.root = snapshot.root();
    }

    Found find(SnapshotPath path, boolean follow) throws IOException {
        Node known = path.known();
        if (known != null && path.isAbsolute() && !(follow && known.type() == EntryType.SYMLINK)) {
            return new Found(path.names(), known);
        }
        Deque<String> steps = new ArrayDeque<>(path.names());
        List<String> at = new ArrayList<>();
        int links = 0;
        while (!steps.isEmpty()) {
            String step = steps.pop();
            if (step.isEmpty() || step.equals(".")) {
                continue;
            }
            if (step.equals("..")) {
                if (!at.isEmpty()) {
                    at.remove(at.size() - 1);
                }
                continue;
            }
            Node node = child(at, step, path);
            if (node.type() == EntryType.SYMLINK && (follow || !steps.isEmpty())) {
                if (++links > MAX_LINKS) {
                    throw new FileSystemLoopException(path.toString());
                }
                push(node, at, steps);
                continue;
            }
            if (node.type() != EntryType.DIRECTORY && !steps.isEmpty()) {
                throw new NotDirectoryException(path.toString());
            }
            at.add(step);
            if (steps.isEmpty()) {
                return new Found(List.copyOf(at), node);
            }
        }
        return new Found(List.copyOf(at), directory(at, path));
    }

    private static void push(Node link, List<String> at, Deque<String> steps) {
        String target = NameText.of(Objects.requireNonNull(link.linkTarget()));
        if (target.startsWith("/")) {
            at.clear();
        }
        String[] names = target.split("/");
        for (int i = names.length - 1; i >= 0; i--) {
            steps.push(names[i]);
        }
    }

    private Node child(List<String> parent, String name, SnapshotPath path) throws IOException {
        Node directory = directory(parent, path);
        EntryName wanted;
        try {
            wanted = EntryName.of(NameText.bytes(name));
        } catch (IllegalArgumentException impossible) {
            throw new NoSuchFileException(path.toString(), null, "\"" + name + "\" cannot be a name");
        }
        try (TreeDecoder tree = Trees.open(snapshot.blobs(), Objects.requireNonNull(directory.content()))) {
            for (Node node = tree.next(); node != null; node = tree.next()) {
                int order = node.name().compareTo(wanted);
                if (order == 0) {
                    remember(parent, name, node);
                    return node;
                }
                if (order > 0) {
                    break;
                }
            }
        }
        throw new NoSuchFileException(path.toString());
    }

    private void remember(List<String> parent, String name, Node node) {
        if (node.type() == EntryType.DIRECTORY) {
            List<String> names = new ArrayList<>(parent);
            names.add(name);
            synchronized (directories) {
                directories.put(List.copyOf(names), node);
            }
        }
    }

    private Node directory(List<String> names, SnapshotPath path) throws IOException {
        if (names.isEmpty()) {
            return root;
        }
        synchronized (directories) {
            Node remembered = directories.get(names);
            if (remembered != null) {
                return remembered;
            }
        }
        int last = names.size() - 1;
        Node node = child(names.subList(0, last), names.get(last), path);
        if (node.type() != EntryType.DIRECTORY) {
            throw new NotDirectoryException(path.toString());
        }
        return node;
    }
}
