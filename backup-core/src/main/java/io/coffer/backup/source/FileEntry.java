package io.coffer.backup.source;

import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of a file system. */
final class FileEntry implements SourceEntry {
    private final FileAccess access;
    private final Path path;
    private final EntryName name;
    private final EntryAttributes attributes;
    private final @Nullable DirectoryListing listing;
    private @Nullable List<DataRange> ranges;

    /**
     * Makes an entry.
     *
     * @param listing what lists it, for a directory
     */
    FileEntry(
            FileAccess access,
            Path path,
            EntryName name,
            EntryAttributes attributes,
            @Nullable DirectoryListing listing) {
        this.access = access;
        this.path = path;
        this.name = name;
        this.attributes = attributes;
        this.listing = listing;
    }

    @Override
    public EntryName name() {
        return name;
    }

    @Override
    public EntryAttributes attributes() {
        return attributes;
    }

    @Nullable
    DirectoryListing listing() {
        return listing;
    }

    @Override
    public SourceChildren children() throws IOException {
        if (listing == null) {
            return SourceEntry.super.children();
        }
        return listing.open();
    }

    @Override
    public InputStream open() throws IOException {
        return new FileDataStream(path, ranges);
    }

    @Override
    public @Nullable List<DataRange> dataRanges() throws IOException {
        ranges = access.dataRanges(path, attributes.size());
        return ranges;
    }

    @Override
    public byte[] linkTarget() throws IOException {
        return PathNames.bytesOf(Files.readSymbolicLink(path));
    }

    @Override
    public Map<String, byte[]> extendedAttributes() throws IOException {
        return access.extendedAttributes(path, attributes.type());
    }

    @Override
    public EntryAttributes currentAttributes() throws IOException {
        return access.attributes(path);
    }

    @Override
    public boolean hasChangedSince(EntryAttributes earlier) throws IOException {
        // Whatever changes a file changes this time.
        return earlier.changed() == null
                ? SourceEntry.super.hasChangedSince(earlier)
                : !earlier.changed().equals(access.changeTime(path));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
