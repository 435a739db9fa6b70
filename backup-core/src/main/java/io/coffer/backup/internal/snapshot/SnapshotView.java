package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Manifest;
import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.internal.content.BlobReader;
import io.coffer.backup.internal.content.ContentInput;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A snapshot of an open repository. Thread-safe. */
public final class SnapshotView implements Snapshot {
    private final String id;
    private final Manifest manifest;
    private final BlobReader blobs;
    private final FileSystems fileSystems;

    /** Makes a snapshot a file system. */
    @FunctionalInterface
    public interface FileSystems {
        /**
         * Opens a file system.
         *
         * @param snapshot to be seen as one
         * @return a new one
         * @throws IOException when the root of the snapshot cannot be read
         */
        FileSystem open(SnapshotView snapshot) throws IOException;
    }

    /**
     * Looks at a snapshot.
     *
     * @param id of the snapshot
     * @param manifest of the snapshot
     * @param blobs reads its trees and files
     * @param fileSystems makes it a file system
     */
    public SnapshotView(String id, Manifest manifest, BlobReader blobs, FileSystems fileSystems) {
        this.fileSystems = fileSystems;
        this.id = id;
        this.manifest = manifest;
        this.blobs = blobs;
    }

    /**
     * Tells whether this is a snapshot of an open repository.
     *
     * @param reader reads its blobs
     * @return whether this uses the same reader
     */
    public boolean isOf(BlobReader reader) {
        return blobs == reader;
    }

    /**
     * Reads its trees and files.
     *
     * @return the reader of its repository
     */
    public BlobReader blobs() {
        return blobs;
    }

    /**
     * The root directory: that of the only source, or one that has the sources as its entries.
     *
     * @return a directory with content
     * @throws IOException when it cannot be read
     */
    public Node root() throws IOException {
        if (manifest.sources().size() == 1) {
            return rootNode();
        }
        return new Node(
                EntryName.of("root"),
                EntryAttributes.of(EntryType.DIRECTORY, 0, manifest.time()),
                manifest.root(),
                null,
                null,
                Map.of(),
                false);
    }

    @Override
    public FileSystem fileSystem() throws IOException {
        return fileSystems.open(this);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    /**
     * The tree of the root directory: that of the only source, or the one that has the sources as entries.
     *
     * @return its reference
     * @throws IOException when it cannot be read
     */
    public ContentReference rootTree() throws IOException {
        if (manifest.sources().size() != 1) {
            return manifest.root();
        }
        return directory(rootNode(), "");
    }

    /**
     * The root directory of the only source, with its attributes.
     *
     * @return the node of the root
     * @throws IOException when it cannot be read, or there are several sources
     */
    public Node rootNode() throws IOException {
        try (TreeDecoder roots = Trees.open(blobs, manifest.root())) {
            Node root = roots.next();
            if (root == null || manifest.sources().size() != 1) {
                throw new FileSystemException("", null, "the snapshot " + id + " has not one root");
            }
            return root;
        }
    }

    private ContentReference treeOf(String path) throws IOException {
        return path.isEmpty() ? rootTree() : directory(find(path), path);
    }

    private static ContentReference directory(Node node, String path) throws NotDirectoryException {
        ContentReference tree = node.content();
        if (node.type() != EntryType.DIRECTORY || tree == null) {
            throw new NotDirectoryException(path);
        }
        return tree;
    }

    @Override
    public List<Node> list(String path) throws IOException {
        List<Node> nodes = new ArrayList<>();
        try (TreeDecoder tree = Trees.open(blobs, treeOf(path))) {
            for (Node node = tree.next(); node != null; node = tree.next()) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    @Override
    public void walk(String path, NodeVisitor visitor) throws IOException {
        TreeWalk.run(blobs, treeOf(path), path, visitor::visit);
    }

    @Override
    public Node find(String path) throws IOException {
        String[] names = path.split("/", -1);
        ContentReference directory = rootTree();
        for (int i = 0; ; i++) {
            Node node = find(directory, names[i], path);
            if (i == names.length - 1) {
                return node;
            }
            directory = directory(node, path);
        }
    }

    private Node find(ContentReference directory, String name, String path) throws IOException {
        EntryName wanted;
        try {
            wanted = EntryName.of(name);
        } catch (IllegalArgumentException impossible) {
            throw new NoSuchFileException(path, null, "\"" + name + "\" cannot be a name");
        }
        try (TreeDecoder tree = Trees.open(blobs, directory)) {
            for (Node node = tree.next(); node != null; node = tree.next()) {
                if (node.name().equals(wanted)) {
                    return node;
                }
            }
        }
        throw new NoSuchFileException(path);
    }

    @Override
    public InputStream open(String path) throws IOException {
        return open(find(path), path);
    }

    @Override
    public InputStream open(Node file) throws IOException {
        return open(file, file.name().toString());
    }

    private InputStream open(Node node, String path) throws IOException {
        ContentReference content = node.content();
        if (node.type() != EntryType.FILE || content == null) {
            throw new FileSystemException(path, null, "it is a " + node.type() + ", not a file");
        }
        InputStream data = new ContentInput(blobs, content);
        return node.dataRanges() == null
                ? data
                : new HoleFillingStream(
                        data, node.dataRanges(), node.attributes().size());
    }

    @Override
    public String toString() {
        return id;
    }
}
