package io.coffer.backup.archive;

import io.coffer.backup.ProgressListener;
import io.coffer.backup.Snapshot;
import io.coffer.backup.source.PathPattern;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a snapshot as an archive, to be described and run. The same snapshot gives the same archive, byte for byte, on
 * the same versions of this library and of Java. Memory does not depend on the size of the snapshot, nor of its files.
 * Not safe for use by several threads.
 */
public final class ArchiveExport {
    private final Snapshot snapshot;
    private final ArchiveFormat format;
    private final List<PathPattern> includes = new ArrayList<>();
    private OutputFilter filter = out -> out;
    private @Nullable ProgressListener listener;
    private @Nullable Path file;
    private @Nullable OutputStream stream;
    private boolean replace;

    private ArchiveExport(Snapshot snapshot, ArchiveFormat format) {
        this.snapshot = Objects.requireNonNull(snapshot, "snapshot");
        this.format = Objects.requireNonNull(format, "format");
    }

    /**
     * Describes an archive.
     *
     * @param snapshot of a repository that stays open until the export has run
     * @param format of the archive
     * @return all of the snapshot, going nowhere yet
     */
    public static ArchiveExport of(Snapshot snapshot, ArchiveFormat format) {
        return new ArchiveExport(snapshot, format);
    }

    /**
     * Writes into a file. It is written under another name beside its place, and moved there when it is whole and on
     * the disk; nothing is left behind when the export fails.
     *
     * @param file whose directory is there
     * @return this export
     */
    public ArchiveExport to(Path file) {
        this.file = Objects.requireNonNull(file, "file");
        this.stream = null;
        return this;
    }

    /**
     * Writes into a stream. What was written there counts only when {@link #run} has returned.
     *
     * @param stream flushed at the end; not closed
     * @return this export
     */
    public ArchiveExport to(OutputStream stream) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.file = null;
        return this;
    }

    /**
     * Lets a file that is in the place of the new one be replaced. Without this, the export fails then.
     *
     * @return this export
     */
    public ArchiveExport replaceExisting() {
        replace = true;
        return this;
    }

    /**
     * Writes only what matches one of some patterns, with everything under it, and the directories that lead there.
     *
     * @param patterns as for {@link io.coffer.backup.RestoreOperation#include}
     * @return this export
     * @throws IllegalArgumentException when one of them is not a pattern
     */
    public ArchiveExport include(String... patterns) {
        for (String pattern : patterns) {
            includes.add(PathPattern.compile(pattern));
        }
        return this;
    }

    /**
     * Passes the archive through a filter, such as {@code OpenPgpEncryption::open} of the module backup-crypto.
     *
     * @param filter started once by {@link #run}
     * @return this export
     */
    public ArchiveExport through(OutputFilter filter) {
        this.filter = Objects.requireNonNull(filter, "filter");
        return this;
    }

    /**
     * Reports how the export gets on.
     *
     * @param listener called by the thread that runs the export, a few times a second
     * @return this export
     */
    public ArchiveExport onProgress(ProgressListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Runs the export. An entry that the format cannot hold is a {@linkplain ArchiveResult#problems() problem}, and the
     * rest is written; a file whose data is damaged ends the export, because an archive cannot take back what it has
     * begun: leave it out, or restore it, which writes all the others.
     *
     * @return what was written
     * @throws java.nio.file.FileAlreadyExistsException when something is in the place of the file
     * @throws io.coffer.backup.OperationInterruptedException when the thread was interrupted
     * @throws IOException when the storage fails, data is damaged, or the archive cannot be written
     */
    public ArchiveResult run() throws IOException {
        long expected = listener == null || !includes.isEmpty()
                ? -1
                : snapshot.manifest().statistics().bytes();
        ExportMonitor monitor = new ExportMonitor(listener, expected);
        if (file != null) {
            try (StagedFile staged = StagedFile.create(file, replace)) {
                write(staged.stream(), monitor);
                staged.commit();
            }
        } else if (stream != null) {
            write(stream, monitor);
        } else {
            throw new IllegalStateException("the archive goes nowhere: name a file or a stream");
        }
        return monitor.result();
    }

    private void write(OutputStream out, ExportMonitor monitor) throws IOException {
        try (ArchiveOutput output = ArchiveOutput.open(out, filter, format)) {
            EntryWriter writer = format == ArchiveFormat.ZIP
                    ? new ZipEntryWriter(output.stream(), snapshot, monitor)
                    : new TarEntryWriter(output.stream(), snapshot, monitor);
            EntrySelection selection = new EntrySelection(includes, writer, monitor);
            snapshot.walk("", selection);
            writer.finish();
            output.finish();
            monitor.archiveBytes(output.written());
        }
    }
}
