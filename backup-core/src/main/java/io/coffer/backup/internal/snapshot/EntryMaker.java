package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Makes what has no data of its own in a target: symbolic links, special files, and further names of files. Each is made
 * beside its place and moved there when it has its attributes. Not thread-safe.
 */
final class EntryMaker {
    private final PartNames parts;
    private final SpecialFiles specialFiles;
    private final AttributeWriter attributes;
    private final Monitor monitor;
    private final Map<FileKey, Path> linked = new HashMap<>();
    private long others;

    private record FileKey(long device, long inode) {}

    EntryMaker(PartNames parts, SpecialFiles specialFiles, AttributeWriter attributes, Monitor monitor) {
        this.parts = parts;
        this.specialFiles = specialFiles;
        this.attributes = attributes;
        this.monitor = monitor;
    }

    /** How many entries were made. */
    long others() {
        return others;
    }

    /** Whether an entry is one of several names, of which another was met. */
    boolean hasOtherName(Node node) {
        return node.isHardLink() && linked.containsKey(key(node));
    }

    private static FileKey key(Node node) {
        return new FileKey(node.attributes().device(), node.attributes().inode());
    }

    /** Says where an entry of several names lies; the others become links to it. */
    void remember(Node node, Path file) {
        if (node.isHardLink()) {
            linked.putIfAbsent(key(node), file);
        }
    }

    /** Makes an entry that has no data. */
    void special(Node node, String path, Path file) throws IOException {
        Path part = parts.next(Objects.requireNonNull(file.getParent()));
        try {
            String why = specialFiles.make(part, node);
            if (why != null) {
                monitor.problem(Problem.Kind.NOT_WRITTEN, path, why);
                return;
            }
            attributes.apply(part, path, node, AttributeWriter.Origin.MADE);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            others++;
            monitor.done(1, 0, path);
        } catch (IOException failed) {
            giveUp(path, part, failed);
        }
    }

    /** Makes another name of an entry that was made, or that was there. */
    void link(Node node, String path, Path file) throws IOException {
        Path first = Objects.requireNonNull(linked.get(key(node)));
        Path part = parts.next(Objects.requireNonNull(file.getParent()));
        try {
            if (!createLink(node, path, part, first)) {
                special(node, path, file);
                return;
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // The JDK and POSIX leave both names where they are one file already.
            Files.deleteIfExists(part);
            others++;
            monitor.done(1, 0, path);
        } catch (IOException failed) {
            giveUp(path, part, failed);
        }
    }

    /** Links or copies; false where neither is possible and the entry must be made again. */
    private boolean createLink(Node node, String path, Path part, Path first) throws IOException {
        String why;
        try {
            Files.createLink(part, first);
            return true;
        } catch (NoSuchFileException notRestored) {
            throw notRestored;
        } catch (UnsupportedOperationException noLinks) {
            why = "the file system has no hard links";
        } catch (FileSystemException refused) {
            // No links in this file system, too many of one file, or another file system is mounted in the target.
            why = String.valueOf(refused.getReason());
        }
        monitor.problem(Problem.Kind.NOT_KEPT, path, "is a copy, not a hard link: " + why);
        if (node.type() != EntryType.FILE) {
            return false;
        }
        Files.copy(first, part, LinkOption.NOFOLLOW_LINKS);
        attributes.apply(part, path, node, AttributeWriter.Origin.MADE);
        return true;
    }

    private void giveUp(String path, Path part, IOException failed) throws IOException {
        Files.deleteIfExists(part);
        notWritten(path, failed);
    }

    /** Reports an entry that cannot be written, unless nothing more can be. */
    void notWritten(String path, IOException failed) throws IOException {
        FileWriter.endIfHopeless(path, failed);
        monitor.problem(Problem.Kind.NOT_WRITTEN, path, failed);
    }
}
