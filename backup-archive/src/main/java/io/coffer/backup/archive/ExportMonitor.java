package io.coffer.backup.archive;

import io.coffer.backup.Manifest;
import io.coffer.backup.Problem;
import io.coffer.backup.Progress;
import io.coffer.backup.ProgressListener;
import io.coffer.backup.model.EntryType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what an export writes, and tells its listener. Not thread-safe. */
final class ExportMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(ExportMonitor.class);
    private static final long INTERVAL_NANOS = 200_000_000;

    private final @Nullable ProgressListener listener;
    private final long expectedBytes;
    private final long start = System.nanoTime();
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> said = new HashSet<>();
    private long lastReport = start;
    private long problemCount;
    private boolean complete = true;
    private long files;
    private long directories;
    private long others;
    private long bytes;
    private long archiveBytes;

    /**
     * Starts to count.
     *
     * @param listener is told, or null
     * @param expectedBytes of data; negative when that is not known
     */
    ExportMonitor(@Nullable ProgressListener listener, long expectedBytes) {
        this.listener = listener;
        this.expectedBytes = expectedBytes;
    }

    void wrote(ExportEntry entry) {
        switch (entry.node().type()) {
            case FILE -> files++;
            case DIRECTORY -> directories++;
            default -> others++;
        }
        report(entry.shown());
    }

    /** Says that what is counted as a file is but another name of one. */
    void isHardLink(ExportEntry entry) {
        if (entry.node().type() == EntryType.FILE) {
            files--;
            others++;
        }
    }

    void copied(int count, String path) {
        bytes += count;
        report(path);
    }

    void archiveBytes(long count) {
        archiveBytes = count;
    }

    private void report(@Nullable String current) {
        if (listener != null && System.nanoTime() - lastReport >= INTERVAL_NANOS) {
            tell(listener, current);
        }
    }

    private void tell(ProgressListener told, @Nullable String current) {
        lastReport = System.nanoTime();
        told.progress(new Progress(
                files + directories + others,
                -1,
                bytes,
                expectedBytes < 0 ? -1 : Math.max(expectedBytes, bytes),
                current,
                elapsed()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Notes that an entry cannot be written. */
    void notWritten(ExportEntry entry, String why) {
        complete = false;
        note(new Problem(Problem.Kind.NOT_WRITTEN, entry.shown(), why));
    }

    /** Notes that something about one entry is not kept. */
    void notKept(ExportEntry entry, String what) {
        note(new Problem(Problem.Kind.NOT_KEPT, entry.shown(), what));
    }

    /** Notes that something about many entries is not kept, once. */
    void notKept(String what) {
        if (said.add(what)) {
            note(new Problem(Problem.Kind.NOT_KEPT, "", what));
        }
    }

    private void note(Problem problem) {
        problemCount++;
        if (problems.size() < Manifest.MAX_PROBLEMS) {
            problems.add(problem);
        }
        LOG.warn("{}: {}", problem.kind(), problem);
        if (listener != null) {
            listener.problem(problem);
        }
    }

    ArchiveResult result() {
        if (listener != null) {
            tell(listener, null);
        }
        return new ArchiveResult(
                files, directories, others, bytes, archiveBytes, problems, problemCount, complete, elapsed());
    }
}
