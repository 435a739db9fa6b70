package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Node;
import io.coffer.backup.Problem;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.ContentReference;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Reads one file into the repository, and again when it changed meanwhile. What cannot be read is a
 * problem of the backup, not its end. Thread-safe.
 */
final class FileReader {
    private static final int ATTEMPTS = 3;

    private final Monitor monitor;
    private final LongAdder readBytes = new LongAdder();

    FileReader(Monitor monitor) {
        this.monitor = monitor;
    }

    long readBytes() {
        return readBytes.sum();
    }

    /** Stores what a stream gives. */
    @FunctionalInterface
    interface Storing {
        ContentReference store(InputStream in, long expected) throws IOException;
    }

    /** Reads the file of a slot; leaves the slot empty when that is not possible. */
    void read(FileSlot slot, Storing storing) throws IOException {
        try {
            slot.set(readUntilStable(slot, storing));
        } catch (NoSuchFileException gone) {
            // Removed since its directory was listed: as if it had never been there.
            return;
        } catch (StreamCutter.ReadException failed) {
            unreadable(slot, failed.failure());
        } catch (UnreadableException failed) {
            unreadable(slot, failed.failure);
        }
    }

    private void unreadable(FileSlot slot, IOException failure) throws IOException {
        if (Interruptions.isOne(failure)) {
            throw failure;
        }
        monitor.problem(Problem.Kind.UNREADABLE, slot.toString(), failure);
    }

    /** Looking at the file failed, not storing what was read. */
    private static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        private final IOException failure;

        UnreadableException(IOException failure) {
            super(failure);
            this.failure = failure;
        }
    }

    private Node readUntilStable(FileSlot slot, Storing storing) throws IOException {
        SourceEntry entry = slot.entry();
        EntryAttributes before = entry.attributes();
        for (int attempt = 1; ; attempt++) {
            Node node = readOnce(entry, before, storing);
            if (!hasChanged(entry, before)) {
                return node;
            }
            if (attempt == ATTEMPTS) {
                monitor.problem(
                        Problem.Kind.CHANGING,
                        slot.toString(),
                        "changed while it was read, " + ATTEMPTS + " times; what is kept may be a mixture");
                return changing(node);
            }
            before = currentAttributes(entry);
        }
    }

    private static boolean hasChanged(SourceEntry entry, EntryAttributes before) throws IOException {
        try {
            return entry.hasChangedSince(before);
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException failed) {
            throw new UnreadableException(failed);
        }
    }

    private static EntryAttributes currentAttributes(SourceEntry entry) throws IOException {
        try {
            return entry.currentAttributes();
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException failed) {
            throw new UnreadableException(failed);
        }
    }

    private Node readOnce(SourceEntry entry, EntryAttributes attributes, Storing storing) throws IOException {
        Map<String, byte[]> extended;
        List<DataRange> ranges;
        InputStream opened;
        try {
            extended = entry.extendedAttributes();
            ranges = entry.dataRanges();
            opened = entry.open();
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (IOException failed) {
            throw new UnreadableException(failed);
        }
        long expected = ranges == null ? attributes.size() : -1;
        try (InputStream in = opened) {
            ContentReference content = storing.store(in, expected);
            readBytes.add(content.size());
            return new Node(entry.name(), resized(attributes, ranges, content), content, ranges, null, extended, false);
        }
    }

    /** What was read counts, also when the file has grown or shrunk since it was looked at. */
    private static EntryAttributes resized(
            EntryAttributes attributes, @Nullable List<DataRange> ranges, ContentReference content) {
        if (ranges != null || content.size() == attributes.size()) {
            return attributes;
        }
        return new EntryAttributes(
                attributes.type(),
                content.size(),
                attributes.mode(),
                attributes.uid(),
                attributes.gid(),
                attributes.owner(),
                attributes.group(),
                attributes.modified(),
                attributes.changed(),
                attributes.inode(),
                attributes.device(),
                attributes.links(),
                attributes.rdev());
    }

    private static Node changing(Node node) {
        return new Node(
                node.name(),
                node.attributes(),
                node.content(),
                node.dataRanges(),
                node.linkTarget(),
                node.extendedAttributes(),
                true);
    }
}
