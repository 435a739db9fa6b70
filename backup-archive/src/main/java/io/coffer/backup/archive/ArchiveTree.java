package io.coffer.backup.archive;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the entries of an archive together as a tree, and refuses those that do not fit into one. Not thread-safe. */
final class ArchiveTree {
    private static final int MAX_DEPTH = 1000;

    private final String archive;
    private final ArchivedEntry root;
    private final ArchiveLimits limits;
    private long entries;
    private Instant newest = Instant.EPOCH;
    private boolean rootDescribed;

    ArchiveTree(String archive, EntryName name, ArchiveLimits limits) {
        this.archive = archive;
        this.root = ArchivedEntry.directory(name, newest);
        this.limits = limits;
    }

    /**
     * The root, when all entries have been added. If it has none of its own, its time is that of the newest: the same
     * entries in another archive make the same tree.
     */
    ArchivedEntry root() {
        if (!rootDescribed) {
            root.describe(EntryAttributes.of(EntryType.DIRECTORY, 0, newest));
        }
        return root;
    }

    String archive() {
        return archive;
    }

    /**
     * Adds an entry.
     *
     * @param path as the archive has it
     * @param attributes of the entry
     * @param data of the entry, if it is no directory
     * @throws ArchiveException when it does not fit
     */
    void add(String path, EntryAttributes attributes, ArchivedData data) throws IOException {
        limits.checkEntries(++entries, archive);
        List<EntryName> names = parse(path);
        if (names.isEmpty()) {
            if (attributes.type() != EntryType.DIRECTORY) {
                throw fault(path, "has no name");
            }
            root.describe(attributes);
            rootDescribed = true;
            return;
        }
        newest = attributes.modified().isAfter(newest) ? attributes.modified() : newest;
        ArchivedEntry directory = root;
        for (EntryName name : names.subList(0, names.size() - 1)) {
            ArchivedEntry next = directory.child(name);
            if (next == null) {
                next = ArchivedEntry.directory(name, attributes.modified());
                limits.checkEntries(++entries, archive);
                directory.add(next);
            } else if (!next.isDirectory()) {
                throw fault(path, "lies under \"" + next.name() + "\", which is no directory");
            }
            directory = next;
        }
        addTo(directory, names.get(names.size() - 1), path, attributes, data);
    }

    private void addTo(
            ArchivedEntry directory, EntryName name, String path, EntryAttributes attributes, ArchivedData data)
            throws ArchiveException {
        ArchivedEntry there = directory.child(name);
        if (there == null) {
            directory.add(
                    attributes.type() == EntryType.DIRECTORY
                            ? ArchivedEntry.directory(name, attributes)
                            : new ArchivedEntry(name, attributes, data));
        } else if (there.isDirectory() && attributes.type() == EntryType.DIRECTORY) {
            there.describe(attributes);
        } else {
            throw fault(path, "is there more than once; which of them counts cannot be told");
        }
    }

    /** Finds an entry that was added before. */
    @Nullable
    ArchivedEntry find(String path) throws ArchiveException {
        ArchivedEntry found = root;
        for (EntryName name : parse(path)) {
            found = found == null || !found.isDirectory() ? null : found.child(name);
        }
        return found;
    }

    private List<EntryName> parse(String path) throws ArchiveException {
        if (path.startsWith("/") || path.startsWith("\\") || path.matches("(?s)[A-Za-z]:[/\\\\].*")) {
            throw fault(path, "has an absolute name, which could lead anywhere");
        }
        List<EntryName> names = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..") || part.startsWith("..\\") || part.contains("\\..\\")) {
                throw fault(path, "has \"..\" in its name, which could lead anywhere");
            }
            try {
                names.add(EntryName.of(part.getBytes(StandardCharsets.UTF_8)));
            } catch (IllegalArgumentException impossible) {
                throw fault(path, "has an impossible name: " + impossible.getMessage());
            }
        }
        if (names.size() > MAX_DEPTH) {
            throw fault(path, "is nested more than " + MAX_DEPTH + " deep");
        }
        return names;
    }

    ArchiveException fault(String path, String what) {
        String shown = path.length() > 300 ? path.substring(0, 300) + "..." : path;
        return new ArchiveException(archive + ": the entry \"" + shown + "\" " + what, null);
    }
}
