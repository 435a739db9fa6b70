package io.coffer.backup.archive;

import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * Writes tar: plain headers, with an extended header before those that cannot say all. Names go through the library as
 * text of one character for each byte, so that they come out as they are. Not thread-safe.
 */
final class TarEntryWriter implements EntryWriter {
    private static final int DEFAULT_FILE_MODE = 0644;
    private static final int DEFAULT_DIRECTORY_MODE = 0755;

    // Of as many bytes as tapes have them an archive is a multiple, by custom.
    private static final int RECORD_BYTES = 10_240;

    private final TarArchiveOutputStream tar;
    private final FileData data;
    private final ExportMonitor monitor;
    private final HardLinks links = new HardLinks(HardLinks.LIMIT);

    TarEntryWriter(OutputStream out, Snapshot snapshot, ExportMonitor monitor) {
        this.tar = new TarArchiveOutputStream(out, RECORD_BYTES, StandardCharsets.ISO_8859_1.name());
        // Numbers that are too large for octal digits are binary, as GNU tar has them, and stand in the extended
        // header too.
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
        this.data = new FileData(snapshot, monitor);
        this.monitor = monitor;
    }

    @Override
    public boolean write(ExportEntry entry) throws IOException {
        Node node = entry.node();
        if (node.type() == EntryType.SOCKET) {
            monitor.notWritten(entry, "tar has no sockets; the program whose socket it is makes it anew");
            return false;
        }
        byte[] first = links.firstNameOf(entry);
        if (links.isFull()) {
            monitor.notKept("hard links: more than " + HardLinks.LIMIT
                    + " files with several names; some are in the archive more than once");
        }
        List<DataRange> ranges = first == null ? node.dataRanges() : null;
        SparseMap sparse = ranges == null ? null : SparseMap.of(ranges, entry.size());
        TarArchiveEntry header = header(entry, first, sparse);
        putHeader(header, TarAttributes.records(entry, first, sparse, header.getSize()));
        if (first != null) {
            monitor.isHardLink(entry);
        } else if (sparse != null) {
            tar.write(sparse.block());
            data.copy(entry, Objects.requireNonNull(ranges), tar);
        } else if (node.type() == EntryType.FILE) {
            data.copy(entry, tar);
        }
        tar.closeArchiveEntry();
        return true;
    }

    private void putHeader(TarArchiveEntry header, PaxRecords records) throws IOException {
        if (!records.isEmpty()) {
            byte[] bytes = records.toBytes();
            TarArchiveEntry extended = new TarArchiveEntry("PaxHeader", TarConstants.LF_PAX_EXTENDED_HEADER_LC, true);
            extended.setMode(DEFAULT_FILE_MODE);
            extended.setModTime(FileTime.from(Instant.EPOCH));
            extended.setSize(bytes.length);
            tar.putArchiveEntry(extended);
            tar.write(bytes);
            tar.closeArchiveEntry();
        }
        tar.putArchiveEntry(header);
    }

    private static TarArchiveEntry header(ExportEntry entry, byte @Nullable [] first, @Nullable SparseMap sparse) {
        Node node = entry.node();
        EntryAttributes attributes = node.attributes();
        byte[] name = sparse == null ? TarAttributes.archiveName(entry) : sparseName(entry);
        byte flag = first == null ? flag(node.type()) : TarConstants.LF_LINK;
        TarArchiveEntry header = new TarArchiveEntry(text(name), flag, true);
        boolean directory = node.type() == EntryType.DIRECTORY;
        header.setMode(
                attributes.mode() == EntryAttributes.UNKNOWN
                        ? directory ? DEFAULT_DIRECTORY_MODE : DEFAULT_FILE_MODE
                        : attributes.mode());
        header.setUserId(Math.max(0, attributes.uid()));
        header.setGroupId(Math.max(0, attributes.gid()));
        header.setUserName(ownerName(attributes.owner()));
        header.setGroupName(ownerName(attributes.group()));
        header.setModTime(
                FileTime.from(Instant.ofEpochSecond(attributes.modified().getEpochSecond())));
        if (flag == TarConstants.LF_NORMAL) {
            header.setSize(sparse == null ? entry.size() : sparse.stored());
        } else if (flag == TarConstants.LF_LINK || flag == TarConstants.LF_SYMLINK) {
            header.setLinkName(text(first != null ? first : Objects.requireNonNull(node.linkTarget())));
        } else if (flag == TarConstants.LF_CHR || flag == TarConstants.LF_BLK) {
            long device = Math.max(0, attributes.rdev());
            header.setDevMajor((int) (((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL)));
            header.setDevMinor((int) ((device & 0xff) | ((device >>> 12) & 0xffffff00L)));
        }
        return header;
    }

    /** Readers that do not know sparse files unpack map and data under this name. */
    private static byte[] sparseName(ExportEntry entry) {
        byte[] base = entry.node().name().toBytes();
        byte[] prefix = "GNUSparseFile.0/".getBytes(StandardCharsets.US_ASCII);
        byte[] name = Arrays.copyOf(prefix, Math.min(TarAttributes.MAX_NAME, prefix.length + base.length));
        System.arraycopy(base, 0, name, prefix.length, name.length - prefix.length);
        return name;
    }

    private static String ownerName(@Nullable String name) {
        return name == null || TarAttributes.isLongOwner(name) ? "" : text(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte flag(EntryType type) {
        return switch (type) {
            case FILE -> TarConstants.LF_NORMAL;
            case DIRECTORY -> TarConstants.LF_DIR;
            case SYMLINK -> TarConstants.LF_SYMLINK;
            case FIFO -> TarConstants.LF_FIFO;
            case CHARACTER_DEVICE -> TarConstants.LF_CHR;
            case BLOCK_DEVICE -> TarConstants.LF_BLK;
            case SOCKET -> throw new IllegalArgumentException("tar has no sockets");
        };
    }

    @Override
    public void finish() throws IOException {
        tar.close();
    }
}
