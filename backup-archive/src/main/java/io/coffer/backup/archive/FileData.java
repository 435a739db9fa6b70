package io.coffer.backup.archive;

import io.coffer.backup.OperationInterruptedException;
import io.coffer.backup.Snapshot;
import io.coffer.backup.model.DataRange;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Copies the data of files. Not thread-safe. */
final class FileData {
    private final Snapshot snapshot;
    private final ExportMonitor monitor;
    private final byte[] buffer = new byte[1 << 16];

    FileData(Snapshot snapshot, ExportMonitor monitor) {
        this.snapshot = snapshot;
        this.monitor = monitor;
    }

    /** Copies all of a file, with zeros for its holes. */
    void copy(ExportEntry entry, OutputStream out) throws IOException {
        try (InputStream in = open(entry)) {
            copy(in, entry, entry.size(), out);
            if (in.read() >= 0) {
                throw new IOException(entry.shown() + " has more data than the " + entry.size()
                        + " bytes that its snapshot states; check the repository");
            }
        }
    }

    /** Copies the parts that hold data. */
    void copy(ExportEntry entry, List<DataRange> ranges, OutputStream out) throws IOException {
        try (InputStream in = open(entry)) {
            long at = 0;
            for (DataRange range : ranges) {
                in.skipNBytes(range.offset() - at);
                copy(in, entry, range.length(), out);
                at = range.end();
            }
        }
    }

    private InputStream open(ExportEntry entry) throws IOException {
        try {
            return snapshot.open(entry.node());
        } catch (OperationInterruptedException interrupted) {
            throw interrupted;
        } catch (IOException failed) {
            throw named(entry, failed);
        }
    }

    private void copy(InputStream in, ExportEntry entry, long length, OutputStream out) throws IOException {
        for (long missing = length; missing > 0; ) {
            int count = read(in, entry, (int) Math.min(buffer.length, missing));
            if (count < 0) {
                throw new EOFException(entry.shown() + " ends " + missing + " bytes before the " + length
                        + " that its snapshot states; check the repository");
            }
            out.write(buffer, 0, count);
            missing -= count;
            monitor.copied(count, entry.shown());
            if (Thread.currentThread().isInterrupted()) {
                throw new OperationInterruptedException("the export was interrupted; nothing of it counts");
            }
        }
    }

    private int read(InputStream in, ExportEntry entry, int length) throws IOException {
        try {
            return in.read(buffer, 0, length);
        } catch (OperationInterruptedException interrupted) {
            throw interrupted;
        } catch (IOException failed) {
            throw named(entry, failed);
        }
    }

    private static IOException named(ExportEntry entry, IOException failed) {
        return new IOException("cannot read " + entry.shown() + " from the repository: " + failed.getMessage(), failed);
    }
}
