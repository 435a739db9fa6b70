package io.coffer.backup.internal.snapshot;

import io.coffer.backup.Problem;
import io.coffer.backup.internal.content.StreamCutter;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.internal.format.NodeLimits;
import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.model.DataRange;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.source.SourceEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
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
        /** Gives how many bytes there were. Called again when the file has changed; what it gave before is dropped. */
        long store(InputStream in, long expected) throws IOException;
    }

    /** Reads the file of a slot; null when that is not possible. */
    @Nullable
    ReadFile read(FileSlot slot, Storing storing) throws IOException {
        try {
            return readUntilStable(slot, storing);
        } catch (StreamCutter.ReadException failed) {
            unreadable(slot, failed.failure());
        } catch (SourceException failed) {
            // Removed since its directory was listed: as if it had never been there.
            if (!failed.isGone()) {
                unreadable(slot, failed.failure());
            }
        }
        return null;
    }

    private void unreadable(FileSlot slot, IOException failure) throws IOException {
        if (Interruptions.isOne(failure)) {
            throw failure;
        }
        monitor.problem(Problem.Kind.UNREADABLE, slot.toString(), failure);
    }

    private ReadFile readUntilStable(FileSlot slot, Storing storing) throws IOException {
        SourceEntry entry = slot.entry();
        EntryAttributes before = entry.attributes();
        for (int attempt = 1; ; attempt++) {
            ReadFile file = readOnce(slot, before, storing);
            if (!Asking.hasChangedSince(entry, before)) {
                return file;
            }
            if (attempt == ATTEMPTS) {
                monitor.problem(
                        Problem.Kind.CHANGING,
                        slot.toString(),
                        "changed while it was read, " + ATTEMPTS + " times; what is kept may be a mixture");
                return file.thatChanges();
            }
            before = Asking.currentAttributes(entry);
        }
    }

    /** Gives those extended attributes of an entry of a directory that can be kept, and reports the others. */
    Map<String, byte[]> extendedAttributes(SourceEntry entry, String directory) throws SourceException {
        Map<String, byte[]> all = Asking.extendedAttributes(entry);
        if (all.isEmpty()) {
            return all;
        }
        Map<String, byte[]> kept = NodeLimits.extendedAttributesWithin(all);
        if (kept.size() < all.size()) {
            monitor.problem(
                    Problem.Kind.UNREADABLE,
                    PathNames.join(directory, entry.name()),
                    (all.size() - kept.size()) + " of its " + all.size() + " extended attributes are left out: "
                            + NodeLimits.EXTENDED_ATTRIBUTES);
        }
        return kept;
    }

    private ReadFile readOnce(FileSlot slot, EntryAttributes attributes, Storing storing) throws IOException {
        SourceEntry entry = slot.entry();
        Map<String, byte[]> extended = extendedAttributes(entry, slot.directory());
        List<DataRange> ranges = Asking.dataRanges(entry);
        InputStream opened = Asking.open(entry);
        ReadFile file;
        try {
            file = read(slot, attributes, extended, ranges, opened, storing);
        } catch (IOException | RuntimeException | Error failed) {
            closeAfter(failed, opened);
            throw failed;
        }
        Asking.close(opened);
        return file;
    }

    private static void closeAfter(Throwable failed, InputStream opened) {
        try {
            opened.close();
        } catch (IOException alsoFailed) {
            failed.addSuppressed(alsoFailed);
        }
    }

    private ReadFile read(
            FileSlot slot,
            EntryAttributes attributes,
            Map<String, byte[]> extended,
            @Nullable List<DataRange> ranges,
            InputStream opened,
            Storing storing)
            throws IOException {
        InputStream in = opened;
        if (ranges != null && ranges.size() > NodeLimits.MAX_RANGES) {
            monitor.problem(
                    Problem.Kind.NOT_KEPT,
                    slot.toString(),
                    "kept with zeros for its holes: they are more than " + NodeLimits.MAX_RANGES);
            in = new HoleFillingStream(opened, ranges, attributes.size());
            ranges = null;
        }
        long length = storing.store(in, ranges == null ? attributes.size() : total(ranges));
        readBytes.add(length);
        List<DataRange> read = ranges == null ? null : rangesOf(ranges, length);
        EntryAttributes kept = resized(attributes, read, read != null && read.equals(ranges), length);
        return new ReadFile(slot.entry().name(), kept, read, extended, false);
    }

    private static long total(List<DataRange> ranges) {
        long total = 0;
        for (DataRange range : ranges) {
            total += range.length();
        }
        return total;
    }

    /** The ranges up to where the data ended: a file that is cut off while it is read has less than it was to have. */
    private static List<DataRange> rangesOf(List<DataRange> ranges, long data) {
        List<DataRange> read = new ArrayList<>(ranges.size());
        long left = data;
        for (DataRange range : ranges) {
            if (left == 0) {
                break;
            }
            long length = Math.min(left, range.length());
            read.add(new DataRange(range.offset(), length));
            left -= length;
        }
        return read;
    }

    /** What was read counts, also when the file has grown or shrunk since it was looked at. */
    private static EntryAttributes resized(
            EntryAttributes attributes, @Nullable List<DataRange> ranges, boolean all, long data) {
        long size = attributes.size();
        if (ranges == null) {
            size = data;
        } else if (!ranges.isEmpty()) {
            long end = ranges.get(ranges.size() - 1).end();
            size = all ? Math.max(size, end) : end;
        } else if (!all) {
            size = 0;
        }
        return size == attributes.size() ? attributes : attributes.withSize(size);
    }
}
