package io.coffer.backup.archive;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.zip.X7875_NewUnix;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A zip archive that is open: its directory in memory, its data where it is. */
final class ZipReading implements OpenSource {
    private static final int TYPE_BITS = 0170000;
    private static final int LINK = 0120000;

    private final ZipFile zip;
    private final ArchivedEntry root;

    private ZipReading(ZipFile zip, ArchivedEntry root) {
        this.zip = zip;
        this.root = root;
    }

    static ZipReading open(Path file, ArchiveTree tree, ArchiveLimits limits) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            ZipDirectory.check(channel, tree.archive(), limits);
            ZipFile zip = openDirectory(channel, tree.archive());
            long archiveSize = channel.size();
            long data = 0;
            for (Enumeration<ZipArchiveEntry> entries = zip.getEntries(); entries.hasMoreElements(); ) {
                ZipArchiveEntry entry = entries.nextElement();
                check(zip, entry, tree);
                data = Math.addExact(data, entry.getSize());
                limits.checkSize(data, archiveSize, tree.archive(), entry.getName());
                add(zip, entry, tree);
            }
            return new ZipReading(zip, tree.root());
        } catch (IOException | RuntimeException failed) {
            channel.close();
            if (failed instanceof ArithmeticException) {
                throw new ArchiveException(tree.archive() + " states sizes that no data has", failed);
            }
            throw failed;
        }
    }

    private static ZipFile openDirectory(SeekableByteChannel channel, String archive) throws IOException {
        try {
            // With the headers before the data, at a look into each of them: the owners stand only there.
            return ZipFile.builder().setSeekableByteChannel(channel).get();
        } catch (IOException | RuntimeException damaged) {
            throw new ArchiveException(
                    archive + " is no zip archive, or is damaged or cut short: " + damaged.getMessage(), damaged);
        }
    }

    private static void check(ZipFile zip, ZipArchiveEntry entry, ArchiveTree tree) throws ArchiveException {
        if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw tree.fault(entry.getName(), "is encrypted; unpack the archive with its passphrase first");
        }
        if (!entry.isDirectory() && !zip.canReadEntryData(entry)) {
            throw tree.fault(entry.getName(), "is compressed in a way that is not known: method " + entry.getMethod());
        }
        if (entry.getSize() < 0) {
            throw tree.fault(entry.getName(), "has no size");
        }
    }

    private static void add(ZipFile zip, ZipArchiveEntry entry, ArchiveTree tree) throws IOException {
        EntryAttributes attributes = attributes(entry);
        String what = tree.archive() + ": the entry \"" + entry.getName() + "\"";
        ArchivedData data = attributes.type() == EntryType.DIRECTORY
                ? ArchivedData.NONE
                : () -> {
                    try {
                        return new CheckedData(zip.getInputStream(entry), what, entry.getSize(), entry.getCrc());
                    } catch (RuntimeException damaged) {
                        throw new ArchiveException(what + " cannot be read: " + damaged.getMessage(), damaged);
                    }
                };
        tree.add(entry.getName(), attributes, data);
    }

    private static EntryAttributes attributes(ZipArchiveEntry entry) {
        int mode = entry.getUnixMode();
        EntryType type = EntryType.FILE;
        if (entry.isDirectory()) {
            type = EntryType.DIRECTORY;
        } else if ((mode & TYPE_BITS) == LINK) {
            type = EntryType.SYMLINK;
        }
        long uid = EntryAttributes.UNKNOWN;
        long gid = EntryAttributes.UNKNOWN;
        if (entry.getExtraField(new X7875_NewUnix().getHeaderId()) instanceof X7875_NewUnix owners) {
            uid = owners.getUID();
            gid = owners.getGID();
        }
        boolean file = type == EntryType.FILE;
        return new EntryAttributes(
                type,
                file ? entry.getSize() : 0,
                mode == 0 ? EntryAttributes.UNKNOWN : mode & 07777,
                uid,
                gid,
                null,
                null,
                modified(entry.getLastModifiedTime()),
                null,
                // Where a file has its inode, the data has its checksum: another one tells of a change.
                file ? entry.getCrc() : EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN,
                EntryAttributes.UNKNOWN);
    }

    private static Instant modified(@Nullable FileTime time) {
        return time == null ? Instant.EPOCH : time.toInstant();
    }

    @Override
    public SourceEntry root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
