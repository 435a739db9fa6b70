package io.coffer.backup.archive;

import io.coffer.backup.Node;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.X5455_ExtendedTimestamp;
import org.apache.commons.compress.archivers.zip.X7875_NewUnix;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Writes zip, with the additions of Info-ZIP for Unix, and of 64 bits where they are needed. Not thread-safe. */
final class ZipEntryWriter implements EntryWriter {
    private static final int LINK = 0120000;
    private static final int FILE = 0100000;
    private static final int DIRECTORY = 0040000;

    /** What may come out larger than 32 bits can say, also when compressing it makes it longer. */
    private static final long LARGE = 0xf0000000L;

    private static final Instant DOS_START = Instant.parse("1980-01-01T00:00:00Z");
    private static final Instant DOS_END = Instant.parse("2107-12-31T23:59:58Z");

    private final ZipArchiveOutputStream zip;
    private final FileData data;
    private final ExportMonitor monitor;

    ZipEntryWriter(OutputStream out, Snapshot snapshot, ExportMonitor monitor) {
        this.zip = new ZipArchiveOutputStream(out);
        zip.setEncoding(StandardCharsets.UTF_8.name());
        zip.setUseLanguageEncodingFlag(true);
        this.data = new FileData(snapshot, monitor);
        this.monitor = monitor;
    }

    @Override
    public boolean write(ExportEntry entry) throws IOException {
        Node node = entry.node();
        int typeBits;
        switch (node.type()) {
            case FILE -> typeBits = FILE;
            case DIRECTORY -> typeBits = DIRECTORY;
            case SYMLINK -> typeBits = LINK;
            default -> {
                monitor.notWritten(entry, "zip has no entries of type " + node.type() + "; tar does, but for sockets");
                return false;
            }
        }
        noteLosses(entry);
        ZipArchiveEntry header = header(entry, typeBits);
        byte[] target = node.linkTarget();
        if (target != null) {
            header.setSize(target.length);
        } else {
            header.setSize(node.type() == EntryType.FILE ? entry.size() : 0);
        }
        if (header.getSize() == 0) {
            header.setMethod(ZipEntry.STORED);
            header.setCrc(0);
        }
        zip.setUseZip64(header.getSize() >= LARGE ? Zip64Mode.Always : Zip64Mode.AsNeeded);
        zip.putArchiveEntry(header);
        if (target != null) {
            zip.write(target);
        } else if (node.type() == EntryType.FILE) {
            data.copy(entry, zip);
        }
        zip.closeArchiveEntry();
        return true;
    }

    private ZipArchiveEntry header(ExportEntry entry, int typeBits) {
        EntryAttributes attributes = entry.node().attributes();
        boolean directory = typeBits == DIRECTORY;
        ZipArchiveEntry header = new Header(name(entry) + (directory ? "/" : ""), attributes.modified());
        int mode = attributes.mode();
        if (mode == EntryAttributes.UNKNOWN) {
            mode = directory ? 0755 : 0644;
        }
        header.setUnixMode(typeBits | mode);
        addTime(header, attributes.modified());
        if (attributes.uid() >= 0 && attributes.gid() >= 0) {
            X7875_NewUnix owners = new X7875_NewUnix();
            owners.setUID(attributes.uid());
            owners.setGID(attributes.gid());
            header.addExtraField(owners);
        }
        return header;
    }

    /** Adds the time that Unix programs go by, where it fits. */
    private static void addTime(ZipArchiveEntry header, Instant modified) {
        long seconds = modified.getEpochSecond();
        if (seconds == (int) seconds) {
            X5455_ExtendedTimestamp timestamp = new X5455_ExtendedTimestamp();
            timestamp.setModifyFileTime(FileTime.from(Instant.ofEpochSecond(seconds)));
            header.addExtraField(timestamp);
        }
    }

    /**
     * A header whose time as DOS has it, without a time zone, is UTC: or else the archive would depend on where it is
     * made. (It still does in the hour that a change to summer time skips there.)
     */
    private static final class Header extends ZipArchiveEntry {
        private final long time;

        Header(String name, Instant modified) {
            super(name);
            Instant dos = modified.isBefore(DOS_START) ? DOS_START : modified.isAfter(DOS_END) ? DOS_END : modified;
            // The library takes it for a point in time, and reckons with the time zone of the machine.
            time = LocalDateTime.ofInstant(dos, ZoneOffset.UTC)
                    .atZone(ZoneId.systemDefault())
                    .toInstant()
                    .toEpochMilli();
        }

        @Override
        public long getTime() {
            return time;
        }
    }

    private String name(ExportEntry entry) {
        byte[] path = entry.path();
        String text = new String(path, StandardCharsets.UTF_8);
        if (java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), path)) {
            return text;
        }
        monitor.notKept(entry, "its name is not UTF-8; the bytes that are not are written as %XX");
        return Utf8Names.escape(path);
    }

    private void noteLosses(ExportEntry entry) {
        Node node = entry.node();
        if (node.isHardLink()) {
            monitor.notKept("hard links: zip has none; each name of a file has data of its own");
        }
        if (node.dataRanges() != null) {
            monitor.notKept("holes: zip has none; they are zeros");
        }
        if (!node.extendedAttributes().isEmpty()) {
            monitor.notKept("extended attributes and access control lists: zip has none");
        }
        long seconds = node.attributes().modified().getEpochSecond();
        if (seconds != (int) seconds) {
            monitor.notKept("times before 1901 and after 2038: zip keeps those from 1980 to 2107, without a time zone");
        }
    }

    @Override
    public void finish() throws IOException {
        zip.close();
    }
}
