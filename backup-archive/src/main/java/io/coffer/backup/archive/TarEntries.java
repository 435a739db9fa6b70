package io.coffer.backup.archive;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.SourceContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/** Takes the entries of a tar archive into the tree. Not thread-safe. */
final class TarEntries {
    private static final String XATTR = "SCHILY.xattr.";
    private static final char REPLACEMENT = '\ufffd';

    private final ArchiveTree tree;
    private final SourceContext context;
    private long linkedFiles;

    TarEntries(ArchiveTree tree, SourceContext context) {
        this.tree = tree;
        this.context = context;
    }

    /** What an entry has, with its extended attributes. */
    private record Described(ArchivedData data, Map<String, byte[]> extendedAttributes) implements ArchivedData {
        @Override
        public InputStream open() throws IOException {
            return data.open();
        }
    }

    /** Tells whether it is a file, and not another name of one. */
    static boolean hasData(TarArchiveEntry entry) {
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM -> !entry.isDirectory();
            case TarConstants.LF_CONTIG, TarConstants.LF_GNUTYPE_SPARSE -> true;
            default -> false;
        };
    }

    void add(TarArchiveEntry entry, Spool.@Nullable Slice data) throws IOException {
        if (entry.getName().indexOf(REPLACEMENT) >= 0) {
            context.notKept("names in the archive that are not UTF-8: their other bytes are U+FFFD");
        }
        if (entry.isLink()) {
            addHardLink(entry);
            return;
        }
        EntryType type = type(entry);
        ArchivedData what = ArchivedData.NONE;
        if (type == EntryType.SYMLINK) {
            byte[] target = entry.getLinkName().getBytes(StandardCharsets.UTF_8);
            what = () -> new ByteArrayInputStream(target);
        } else if (data != null) {
            what = data;
        }
        Map<String, byte[]> extended = extendedAttributes(entry);
        tree.add(
                entry.getName(),
                attributes(entry, type, data),
                extended.isEmpty() ? what : new Described(what, extended));
    }

    private void addHardLink(TarArchiveEntry entry) throws IOException {
        ArchivedEntry first = tree.find(entry.getLinkName());
        if (first == null || first.isDirectory()) {
            throw tree.fault(
                    entry.getName(), "is a hard link to \"" + entry.getLinkName() + "\", which is not there before it");
        }
        EntryAttributes was = first.attributes();
        // Of which file they are names tell device and inode together.
        EntryAttributes linked = new EntryAttributes(
                was.type(),
                was.size(),
                was.mode(),
                was.uid(),
                was.gid(),
                was.owner(),
                was.group(),
                was.modified(),
                null,
                was.inode(),
                was.links() > 1 ? was.device() : ++linkedFiles,
                Math.max(1, was.links()) + 1,
                was.rdev());
        first.describe(linked);
        tree.add(entry.getName(), linked, first.data());
    }

    private EntryType type(TarArchiveEntry entry) throws ArchiveException {
        if (entry.isDirectory()) {
            return EntryType.DIRECTORY;
        }
        if (entry.isSymbolicLink()) {
            return EntryType.SYMLINK;
        }
        if (entry.isFIFO()) {
            return EntryType.FIFO;
        }
        if (entry.isCharacterDevice()) {
            return EntryType.CHARACTER_DEVICE;
        }
        if (entry.isBlockDevice()) {
            return EntryType.BLOCK_DEVICE;
        }
        if (hasData(entry)) {
            return EntryType.FILE;
        }
        throw tree.fault(entry.getName(), "is of a kind that is not known: " + (char) entry.getLinkFlag());
    }

    private EntryAttributes attributes(TarArchiveEntry entry, EntryType type, Spool.@Nullable Slice data) {
        boolean device = type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
        long major = entry.getDevMajor();
        long minor = entry.getDevMinor();
        return new EntryAttributes(
                type,
                data == null ? 0 : data.length(),
                entry.getMode() & 07777,
                entry.getLongUserId(),
                entry.getLongGroupId(),
                blankAsNull(entry.getUserName()),
                blankAsNull(entry.getGroupName()),
                entry.getLastModifiedTime().toInstant(),
                null,
                // Where a file has its inode, the data has its checksum: another one tells of a change.
                data == null ? EntryAttributes.UNKNOWN : data.crc(),
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                device
                        ? (minor & 0xff) | ((major & 0xfff) << 8) | ((minor & ~0xffL) << 12) | ((major & ~0xfffL) << 32)
                        : 0);
    }

    private static @Nullable String blankAsNull(@Nullable String name) {
        return name == null || name.isEmpty() ? null : name;
    }

    private Map<String, byte[]> extendedAttributes(TarArchiveEntry entry) {
        Map<String, byte[]> attributes = new TreeMap<>();
        entry.getExtraPaxHeaders().forEach((key, value) -> {
            if (key.startsWith("SCHILY.acl.")) {
                context.notKept("access control lists in tar archives");
            }
            if (!key.startsWith(XATTR)) {
                return;
            }
            if (value.indexOf(REPLACEMENT) >= 0) {
                context.notKept("extended attributes in tar archives whose values are not text");
                return;
            }
            String name = key.substring(XATTR.length()).replace("%3D", "=").replace("%25", "%");
            attributes.put(name, value.getBytes(StandardCharsets.UTF_8));
        });
        return attributes;
    }
}
