package io.coffer.backup.archive;

import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first name of each file that has several, until all of them have come. Files whose other names lie
 * outside of what is exported stay, so that there is a limit. Not thread-safe.
 */
final class HardLinks {
    /** Of this many files at a time; with paths of usual length, 20 MiB of heap. */
    static final int LIMIT = 100_000;

    private final Map<Identity, First> files = new HashMap<>();
    private final int limit;
    private boolean full;

    private record Identity(long device, long inode) {}

    private static final class First {
        private final byte[] path;
        private final EntryType type;
        private final @Nullable ContentReference content;
        private long missing;

        First(ExportEntry entry) {
            path = entry.path();
            type = entry.node().type();
            content = entry.node().content();
            missing = entry.node().attributes().links() - 1;
        }
    }

    HardLinks(int limit) {
        this.limit = limit;
    }

    /** Gives the path of the entry's file in the archive, if it is there already. */
    byte @Nullable [] firstNameOf(ExportEntry entry) {
        if (!entry.node().isHardLink()) {
            return null;
        }
        EntryAttributes attributes = entry.node().attributes();
        Identity identity = new Identity(attributes.device(), attributes.inode());
        First first = files.get(identity);
        if (first == null) {
            if (files.size() < limit) {
                files.put(identity, new First(entry));
            } else {
                full = true;
            }
            return null;
        }
        // An inode may have been used again, or a file written to, while the snapshot was made.
        if (first.type != entry.node().type()
                || !Objects.equals(first.content, entry.node().content())) {
            return null;
        }
        if (--first.missing == 0) {
            files.remove(identity);
        }
        return first.path;
    }

    /** Tells whether there were too many to remember, so that some files are there more than once. */
    boolean isFull() {
        return full;
    }
}
