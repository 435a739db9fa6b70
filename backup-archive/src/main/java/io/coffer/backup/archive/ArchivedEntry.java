package io.coffer.backup.archive;

import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An entry of an archive. Made by one thread; safe for many once the archive has been read. */
final class ArchivedEntry implements SourceEntry {
    private static final int MAX_LINK = 1 << 16;

    private final EntryName name;
    private final ArchivedData data;
    private final @Nullable TreeMap<EntryName, ArchivedEntry> children;
    private EntryAttributes attributes;

    ArchivedEntry(EntryName name, EntryAttributes attributes, ArchivedData data) {
        this.name = name;
        this.attributes = attributes;
        this.data = data;
        this.children = attributes.type() == EntryType.DIRECTORY ? new TreeMap<>() : null;
    }

    static ArchivedEntry directory(EntryName name, EntryAttributes attributes) {
        return new ArchivedEntry(name, attributes, ArchivedData.NONE);
    }

    /** A directory that has no entry of its own. */
    static ArchivedEntry directory(EntryName name, Instant modified) {
        return directory(name, EntryAttributes.of(EntryType.DIRECTORY, 0, modified));
    }

    boolean isDirectory() {
        return children != null;
    }

    @Nullable
    ArchivedEntry child(EntryName wanted) {
        return children == null ? null : children.get(wanted);
    }

    void add(ArchivedEntry child) {
        if (children != null) {
            children.put(child.name, child);
        }
    }

    /** Learns more about it. */
    void describe(EntryAttributes newAttributes) {
        attributes = newAttributes;
    }

    ArchivedData data() {
        return data;
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
    public SourceChildren children() throws IOException {
        if (children == null) {
            return SourceEntry.super.children();
        }
        Iterator<ArchivedEntry> iterator = children.values().iterator();
        return new SourceChildren() {
            @Override
            public @Nullable SourceEntry next() {
                return iterator.hasNext() ? iterator.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public InputStream open() throws IOException {
        return data.open();
    }

    @Override
    public byte[] linkTarget() throws IOException {
        try (InputStream in = data.open()) {
            byte[] target = in.readNBytes(MAX_LINK + 1);
            if (target.length == 0 || target.length > MAX_LINK) {
                throw new ArchiveException("the target of the link " + name + " has " + target.length + " bytes", null);
            }
            return target;
        }
    }

    @Override
    public Map<String, byte[]> extendedAttributes() {
        return data.extendedAttributes();
    }
}
