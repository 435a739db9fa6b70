package io.coffer.backup.store.local;

import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectNames;
import io.coffer.backup.spi.ObjectVisitor;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * One listing: walks the directories that can hold names with the prefix, and holds no more than one open directory
 * for each level. What is not an object ({@code lost+found}, {@code .DS_Store}, temporary files) is passed over, and
 * so is what vanishes while the listing runs.
 *
 * <p>What the visitor throws is never caught here: it may look like a failure of the file system.
 */
final class Listing {
    private final RootDirectory root;
    private final Failures failures;
    private final String prefix;
    private final ObjectVisitor visitor;
    private final String action;

    Listing(RootDirectory root, Failures failures, String prefix, ObjectVisitor visitor) {
        this.root = root;
        this.failures = failures;
        this.prefix = prefix;
        this.visitor = visitor;
        this.action = "list objects \"" + prefix + "\"";
    }

    void run() throws IOException {
        root.requireStillThere(action, null);
        int slash = prefix.lastIndexOf('/');
        if (slash < 0) {
            walk(root.path(), "");
        } else if (ObjectNames.isValid(prefix.substring(0, slash))) {
            walk(root.resolve(prefix.substring(0, slash)), prefix.substring(0, slash + 1));
        }
    }

    /** Names in the directory start with {@code base}, which is empty or ends with a slash. */
    private void walk(Path directory, String base) throws IOException {
        try (DirectoryStream<Path> entries = open(directory)) {
            if (entries == null) {
                return;
            }
            Iterator<Path> iterator = entries.iterator();
            for (Path entry = next(iterator); entry != null; entry = next(iterator)) {
                String name = base + entry.getFileName();
                if (name.startsWith(prefix) && ObjectNames.isValid(name)) {
                    visit(entry, name);
                }
            }
        }
    }

    private void visit(Path entry, String name) throws IOException {
        BasicFileAttributes attributes = attributes(entry, name);
        if (attributes == null) {
            return;
        }
        if (attributes.isDirectory()) {
            walk(entry, name + "/");
        } else if (attributes.isRegularFile()) {
            visitor.visit(new ObjectInfo(
                    name, attributes.size(), attributes.lastModifiedTime().toInstant()));
        }
    }

    @SuppressWarnings("StreamResourceLeak") // walk closes it
    private @Nullable DirectoryStream<Path> open(Path directory) throws IOException {
        try {
            return Files.newDirectoryStream(directory);
        } catch (NoSuchFileException | NotDirectoryException e) {
            root.requireStillThere(action, null);
            return null;
        } catch (IOException e) {
            throw failures.explain(action, null, e);
        }
    }

    private @Nullable Path next(Iterator<Path> iterator) throws IOException {
        try {
            return iterator.hasNext() ? iterator.next() : null;
        } catch (DirectoryIteratorException e) {
            IOException cause = e.getCause();
            throw failures.explain(action, null, cause == null ? new IOException(e) : cause);
        }
    }

    private @Nullable BasicFileAttributes attributes(Path entry, String name) throws IOException {
        try {
            return Files.readAttributes(entry, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw failures.explain(action, name, e);
        }
    }
}
