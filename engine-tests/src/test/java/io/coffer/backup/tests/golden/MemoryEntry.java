package io.coffer.backup.tests.golden;

import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An entry that lies in no file system, so that it is the same everywhere. */
final class MemoryEntry implements SourceEntry {
    private final EntryName name;
    private final EntryAttributes attributes;
    private byte[] bytes = new byte[0];
    private byte[] target = new byte[0];
    private List<DataRange> ranges;
    private boolean unreadable;
    private Map<String, byte[]> extended = Map.of();
    private final List<MemoryEntry> entries = new ArrayList<>();

    private MemoryEntry(EntryName name, EntryType type, long size, int mode, int inode, int links) {
        Instant time = Instant.parse("2025-12-24T18:00:00Z").plusNanos(1_000_000_001L * inode);
        this.name = name;
        this.attributes = new EntryAttributes(
                type, size, mode, 1000, 100, "anna", "users", time, time.plusSeconds(1), inode, 7, links, 0);
    }

    static MemoryEntry file(String name, int inode, byte[] bytes) {
        return file(EntryName.of(name), inode, 1, bytes);
    }

    static MemoryEntry file(EntryName name, int inode, int links, byte[] bytes) {
        MemoryEntry entry = new MemoryEntry(name, EntryType.FILE, bytes.length, 0640, inode, links);
        entry.bytes = bytes;
        return entry;
    }

    static MemoryEntry link(String name, int inode, byte[] target) {
        MemoryEntry entry = new MemoryEntry(EntryName.of(name), EntryType.SYMLINK, 0, 0777, inode, 1);
        entry.target = target;
        return entry;
    }

    static MemoryEntry directory(String name, int inode, MemoryEntry... entries) {
        MemoryEntry entry = new MemoryEntry(EntryName.of(name), EntryType.DIRECTORY, 0, 0750, inode, 2);
        entry.entries.addAll(List.of(entries));
        return entry;
    }

    MemoryEntry sparse(DataRange... data) {
        ranges = List.of(data);
        return this;
    }

    MemoryEntry with(String attribute, byte... value) {
        extended = Map.of(attribute, value);
        return this;
    }

    MemoryEntry unreadable() {
        unreadable = true;
        return this;
    }

    boolean isReadable() {
        return !unreadable;
    }

    /** All bytes of the file, those of its holes included. */
    byte[] bytes() {
        return bytes;
    }

    List<MemoryEntry> entries() {
        return entries;
    }

    @Override
    public EntryName name() {
        return name;
    }

    @Override
    public EntryAttributes attributes() {
        return attributes;
    }

    @Override
    public SourceChildren children() {
        return SourceChildren.of(entries);
    }

    @Override
    public InputStream open() throws IOException {
        if (unreadable) {
            throw new IOException("the disk has a scratch here");
        }
        if (ranges == null) {
            return new ByteArrayInputStream(bytes);
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ranges.forEach(range -> data.write(bytes, (int) range.offset(), (int) range.length()));
        return new ByteArrayInputStream(data.toByteArray());
    }

    @Override
    public List<DataRange> dataRanges() {
        return ranges;
    }

    @Override
    public byte[] linkTarget() {
        return target;
    }

    @Override
    public Map<String, byte[]> extendedAttributes() {
        return extended;
    }
}
