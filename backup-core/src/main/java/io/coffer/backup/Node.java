package io.coffer.backup;

import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a directory, as a snapshot keeps it. Immutable.
 *
 * @param name within its directory
 * @param attributes as they were when it was read
 * @param content where the data of a file is, or the tree of a directory; null for other types
 * @param dataRanges the parts of a file that hold data, when it has holes; its content is those parts, one
 *     after the other. Null for a file without holes.
 * @param linkTarget the target of a symbolic link, as bytes; null for other types
 * @param extendedAttributes by full name
 * @param changing whether the file changed each time while it was read, so that its data may never have
 *     been together like this
 */
public record Node(
        EntryName name,
        EntryAttributes attributes,
        @Nullable ContentReference content,
        @Nullable List<DataRange> dataRanges,
        byte @Nullable [] linkTarget,
        Map<String, byte[]> extendedAttributes,
        boolean changing) {
    /** Copies what could change. */
    public Node {
        dataRanges = dataRanges == null ? null : List.copyOf(dataRanges);
        linkTarget = linkTarget == null ? null : linkTarget.clone();
        // A sorted copy makes the encoding of a tree the same for the same attributes.
        extendedAttributes = extendedAttributes.isEmpty()
                ? Map.of()
                : Collections.unmodifiableMap(new TreeMap<>(extendedAttributes));
    }

    /**
     * What kind of entry it is.
     *
     * @return the type from its attributes
     */
    public EntryType type() {
        return attributes.type();
    }

    /**
     * Tells whether the entry is one of several names of one file.
     *
     * @return whether a restore makes it a hard link to the others
     */
    public boolean isHardLink() {
        return type() != EntryType.DIRECTORY && attributes.links() > 1 && attributes.inode() != EntryAttributes.UNKNOWN;
    }

    @Override
    public byte @Nullable [] linkTarget() {
        return linkTarget == null ? null : linkTarget.clone();
    }
}
