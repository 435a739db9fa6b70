package io.coffer.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.util.List;

/**
 * A point in time that a repository keeps. Immutable; usable as long as the repository is open, by many
 * threads. Paths are relative to the root of the snapshot, with slashes, and empty for the root itself.
 */
public interface Snapshot {
    /**
     * Identifies the snapshot.
     *
     * @return 64 hexadecimal digits: the hash of its manifest
     */
    String id();

    /**
     * The document that describes the snapshot.
     *
     * @return what was recorded when it was made
     */
    Manifest manifest();

    /**
     * Lists a directory.
     *
     * @param path of a directory
     * @return its entries in the order of their names
     * @throws java.nio.file.NoSuchFileException when there is nothing of that path
     * @throws java.nio.file.NotDirectoryException when it is something else
     * @throws IOException when the storage fails or a tree is damaged
     */
    List<Node> list(String path) throws IOException;

    /**
     * Visits everything under a directory, each directory before its entries, entries in the order of
     * their names. Needs memory for one path only, whatever the size of the snapshot.
     *
     * @param path of a directory
     * @param visitor called for each entry by the calling thread
     * @throws IOException as for {@link #list}, or what the visitor throws
     */
    void walk(String path, NodeVisitor visitor) throws IOException;

    /**
     * Finds one entry.
     *
     * @param path of the entry; not empty
     * @return the entry
     * @throws java.nio.file.NoSuchFileException when there is nothing of that path
     * @throws IOException when the storage fails or a tree is damaged
     */
    Node find(String path) throws IOException;

    /**
     * Reads a file; holes read as zeros.
     *
     * @param path of a file
     * @return its data, each part verified before it is handed out; the caller closes it
     * @throws java.nio.file.NoSuchFileException when there is nothing of that path
     * @throws IOException when it is not a file, the storage fails, or data is damaged
     */
    InputStream open(String path) throws IOException;

    /**
     * Reads a file that {@link #walk}, {@link #list} or {@link #find} gave; holes read as zeros. Costs no search for
     * the path, and reads files whose names are not text.
     *
     * @param file of this snapshot
     * @return its data, each part verified before it is handed out; the caller closes it
     * @throws IOException when it is not a file, the storage fails, or data is damaged
     */
    InputStream open(Node file) throws IOException;

    /**
     * Shows the snapshot as a read-only file system: {@link java.nio.file.Files} walks, reads and copies from it, and
     * channels read files at any place. Its root is the root of the snapshot, also for links with absolute targets.
     * Attributes come in the views basic, owner, posix, unix and user; user has the extended attributes whose names
     * start with "user.", without that, as on Linux. What writes throws {@link
     * java.nio.file.ReadOnlyFileSystemException}. A byte of a name that is not UTF-8 is a lone surrogate from U+DC80 on
     * in the text of its path, so that each path leads back to its entry.
     *
     * <p>{@link java.nio.file.Path#toUri} and {@link java.nio.file.Path#of(java.net.URI)} go together as long as the file
     * system is open and somebody has it or a path in it, where the class loader of the application has the library. A
     * URI opens no snapshot, and leads nowhere in another process.
     *
     * @return a new one each time, for use by many threads while the repository is open; closing it closes what was
     *     opened with it
     * @throws IOException when the root cannot be read
     */
    FileSystem fileSystem() throws IOException;

    /** Receives the entries of a snapshot. */
    @FunctionalInterface
    interface NodeVisitor {
        /**
         * Takes one entry.
         *
         * @param path relative to the root of the snapshot, with slashes
         * @param node the entry
         * @throws IOException to end the visit; passed on to whoever asked for it
         */
        void visit(String path, Node node) throws IOException;
    }
}
