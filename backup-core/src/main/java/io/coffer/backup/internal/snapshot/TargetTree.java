package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.RestoreConflictException;
import io.coffer.backup.RestoreOperation.Conflict;
import io.coffer.backup.internal.files.AttributeReader;
import io.coffer.backup.internal.files.NameList;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.internal.format.TreeDecoder;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What is in the target of a restore already, and what may become of it. No symbolic link is followed.
 * Used by one thread.
 */
final class TargetTree {
    private final Conflict conflict;
    private final AttributeReader attributes;

    TargetTree(Path root, Conflict conflict) {
        this.conflict = conflict;
        this.attributes = new AttributeReader(root.getFileSystem());
    }

    /** What happened to the place of a directory. */
    enum Made {
        /** It is new, so nothing can be in the way in it. */
        NEW,
        /** It was there. */
        MERGED,
        /** Something else is there, and stays. */
        SKIPPED
    }

    /** Tells whether what is in the place of an entry looks the same. */
    boolean isThere(Path path, Node node) throws IOException {
        EntryAttributes there = look(path);
        return there != null && isSame(there, node);
    }

    /** Tells whether what is in the place of an entry stays there, because of the mode. */
    boolean keeps(Path path, Node node) throws IOException {
        return switch (conflict) {
            case SKIP -> look(path) != null;
            case OVERWRITE_IF_DIFFERENT -> isThere(path, node);
            default -> false;
        };
    }

    /** Makes a directory that only its owner can look into, until it gets its attributes. */
    Made makeDirectory(Path path) throws IOException {
        try {
            create(path);
            return Made.NEW;
        } catch (FileAlreadyExistsException taken) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return Made.MERGED;
            }
        }
        switch (conflict) {
            case FAIL -> throw inTheWay(path, "a directory");
            case SKIP -> {
                return Made.SKIPPED;
            }
            case OVERWRITE, OVERWRITE_IF_DIFFERENT -> {
                Files.delete(path);
                create(path);
            }
        }
        return Made.NEW;
    }

    private static void create(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(path, AttributeWriter.Permissions.attribute(0700));
        } else {
            Files.createDirectory(path);
        }
    }

    /** Tells whether an entry is to be written; makes room for it where it is. */
    boolean mayWrite(Path path, Node node) throws IOException {
        EntryAttributes there = look(path);
        if (there == null) {
            return true;
        }
        switch (conflict) {
            case FAIL -> throw inTheWay(path, "a " + node.type());
            case SKIP -> {
                return false;
            }
            case OVERWRITE_IF_DIFFERENT -> {
                if (isSame(there, node)) {
                    return false;
                }
            }
            case OVERWRITE -> {}
        }
        if (there.type() == EntryType.DIRECTORY) {
            delete(path);
        }
        return true;
    }

    private @Nullable EntryAttributes look(Path path) throws IOException {
        try {
            return attributes.read(path);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    private static boolean isSame(EntryAttributes there, Node node) {
        EntryAttributes kept = node.attributes();
        return there.type() == kept.type()
                && there.size() == kept.size()
                && there.modified().equals(kept.modified());
    }

    /** Fails when something is in the place of an entry. */
    void requireFree(Path path, Node node) throws IOException {
        EntryAttributes there = look(path);
        boolean directories = there != null && there.type() == EntryType.DIRECTORY && node.type() == there.type();
        if (there != null && !directories) {
            throw inTheWay(path, "a " + node.type());
        }
    }

    private static RestoreConflictException inTheWay(Path path, String what) {
        return new RestoreConflictException(
                path + " is there already, where " + what + " is to be restored; choose an empty target, or say"
                        + " that what is there may be skipped or overwritten",
                path.toString(),
                null);
    }

    /** Removes what a tree does not have from a directory; gives how many entries went. */
    long deleteExtra(Path directory, TreeDecoder tree) throws IOException {
        NameList names = new NameList();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                names.add(PathNames.nameOf(entry));
            }
        }
        names.sort();
        long deleted = 0;
        Node kept = tree.next();
        for (int i = 0; i < names.size(); i++) {
            EntryName name = names.get(i);
            while (kept != null && kept.name().compareTo(name) < 0) {
                kept = tree.next();
            }
            if (kept == null || !kept.name().equals(name)) {
                delete(PathNames.resolve(directory, name));
                deleted++;
            }
        }
        return deleted;
    }

    private static void delete(Path path) throws IOException {
        // Without FOLLOW_LINKS a link is visited as a file, so what it points to stays.
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes unused) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
