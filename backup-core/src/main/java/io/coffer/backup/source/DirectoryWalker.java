package io.coffer.backup.source;

import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.model.EntryAttributes;
import io.coffer.backup.model.EntryName;
import io.coffer.backup.model.EntryType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A directory tree that is being read.
 *
 * <p>The engine asks for one directory after the other, depth first. Helpers on the executor list the
 * directories that it will ask for next, in the same order, so that reading attributes uses more than one
 * core: directories that were found wait on a stack, whose top is always the next to be asked for. How far
 * ahead they go is bounded by the number of entries that were read and not yet taken.
 */
final class DirectoryWalker implements OpenSource {
    private static final int AHEAD = 4096;
    private static final int HELPERS = Math.max(1, Runtime.getRuntime().availableProcessors());

    private final FileAccess access;
    private final Predicate<String> excluded;
    private final boolean excludesAny;
    private final FileEntry root;

    // Guarded by this.
    private final Deque<FutureTask<?>> upcoming = new ArrayDeque<>();
    private int entriesAhead;
    private int helpers;
    private boolean closed;

    DirectoryWalker(Path top, Predicate<String> excluded, boolean excludesAny, SourceContext context)
            throws IOException {
        this.access = new FileAccess(top, context);
        this.excluded = excluded;
        this.excludesAny = excludesAny;
        EntryName name = top.getFileName() == null ? EntryName.of("root") : PathNames.nameOf(top);
        DirectoryListing listing = new DirectoryListing(this, top, "");
        this.root = new FileEntry(access, top, name, access.attributes(top), listing);
        // Whoever opens a source will ask for its entries, and may have other things to do first.
        upcoming.push(listing.task());
        callHelpers();
    }

    @Override
    public SourceEntry root() {
        return root;
    }

    /** Makes the entry of a path; null when it is left out, is gone, or cannot be read (which is reported). */
    @Nullable
    FileEntry entry(Path path, String relativeDirectory, EntryName name) {
        if (excludesAny && excluded.test(PathNames.join(relativeDirectory, name))) {
            return null;
        }
        try {
            EntryAttributes attributes = access.attributes(path);
            boolean isDirectory = attributes.type() == EntryType.DIRECTORY;
            DirectoryListing listing =
                    isDirectory ? new DirectoryListing(this, path, PathNames.join(relativeDirectory, name)) : null;
            return new FileEntry(access, path, name, attributes, listing);
        } catch (java.nio.file.NoSuchFileException gone) {
            // Removed since the directory was listed: as if it had never been there.
            return null;
        } catch (IOException unreadable) {
            access.context().unreadable(PathNames.join(relativeDirectory, name), unreadable);
            return null;
        }
    }

    /** Says that entries were read, and which directories among them will be asked for, in that order. */
    void ahead(List<FileEntry> entries) {
        synchronized (this) {
            entriesAhead += entries.size();
            for (int i = entries.size() - 1; i >= 0; i--) {
                DirectoryListing listing = entries.get(i).listing();
                if (listing != null) {
                    upcoming.push(listing.task());
                }
            }
        }
        callHelpers();
    }

    /** Says that entries were taken by the engine. */
    void taken(int entries) {
        synchronized (this) {
            entriesAhead -= entries;
        }
        callHelpers();
    }

    private void callHelpers() {
        while (startHelper()) {
            try {
                access.context().executor().execute(this::help);
            } catch (RejectedExecutionException full) {
                stopHelper();
                return;
            }
        }
    }

    private synchronized boolean startHelper() {
        boolean wanted = !closed && helpers < Math.min(HELPERS, upcoming.size()) && entriesAhead < AHEAD / 2;
        if (wanted) {
            helpers++;
        }
        return wanted;
    }

    private synchronized void stopHelper() {
        helpers--;
    }

    private void help() {
        try {
            FutureTask<?> task = nextTask();
            while (task != null) {
                task.run();
                task = nextTask();
            }
        } finally {
            stopHelper();
        }
    }

    private synchronized @Nullable FutureTask<?> nextTask() {
        return closed || entriesAhead >= AHEAD ? null : upcoming.poll();
    }

    /** Forgets tasks that the engine itself has run, so that they do not pile up. */
    synchronized void passed(FutureTask<?> task) {
        if (upcoming.peek() == task) {
            upcoming.poll();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        upcoming.clear();
    }
}
