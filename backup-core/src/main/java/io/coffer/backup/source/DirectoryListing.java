package io.coffer.backup.source;

import io.coffer.backup.internal.files.NameList;
import io.coffer.backup.internal.files.PathNames;
import io.coffer.backup.model.EntryName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The listing of one directory: of a large one all names, compactly, and the attributes of a window of them at a time,
 * so that a directory of a million entries needs little memory. Whoever comes first does the work, a helper
 * that reads ahead or the engine.
 */
final class DirectoryListing {
    private static final int WINDOW = 1024;

    private final DirectoryWalker walker;
    private final Path directory;
    private final String relative;
    private @Nullable FutureTask<Start> start = new FutureTask<>(this::readStart);

    /**
     * What is read ahead.
     *
     * @param names of the entries of a directory that has more than a window of them; empty otherwise
     * @param entries of the first window
     */
    private record Start(NameList names, List<FileEntry> entries) {}

    /** An entry as the directory lists it. */
    private record Listed(EntryName name, Path path) implements Comparable<Listed> {
        @Override
        public int compareTo(Listed other) {
            return name.compareTo(other.name);
        }
    }

    /**
     * Prepares.
     *
     * @param relative the directory's path from the root, as patterns see it; empty for the root
     */
    DirectoryListing(DirectoryWalker walker, Path directory, String relative) {
        this.walker = walker;
        this.directory = directory;
        this.relative = relative;
    }

    FutureTask<?> task() {
        return current();
    }

    private FutureTask<Start> current() {
        if (start == null) {
            throw new IllegalStateException(directory + " was listed already");
        }
        return start;
    }

    /** Gives the entries, once: then they are let go, or the entries of a whole tree would pile up. */
    SourceChildren open() throws IOException {
        FutureTask<Start> task = current();
        start = null;
        walker.passed(task);
        task.run();
        try {
            return new Children(task.get());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while listing " + directory);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("cannot list " + directory, failed.getCause());
        }
    }

    private Start readStart() throws IOException {
        List<Listed> listed = new ArrayList<>();
        NameList names = new NameList();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                EntryName name = PathNames.nameOf(path);
                if (listed.size() < WINDOW) {
                    listed.add(new Listed(name, path));
                } else {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException failed) {
            throw failed.getCause();
        }
        List<FileEntry> entries;
        if (names.size() == 0) {
            listed.sort(Listed::compareTo);
            entries = entriesOf(listed);
        } else {
            listed.forEach(entry -> names.add(entry.name()));
            names.sort();
            entries = readWindow(names, 0);
        }
        walker.ahead(entries);
        return new Start(names, entries);
    }

    private List<FileEntry> entriesOf(List<Listed> listed) {
        List<FileEntry> entries = new ArrayList<>(listed.size());
        for (Listed entry : listed) {
            add(entry.path(), entry.name(), entries);
        }
        return entries;
    }

    private void add(Path path, EntryName name, List<FileEntry> entries) {
        FileEntry entry = walker.entry(path, relative, name);
        if (entry != null) {
            entries.add(entry);
        }
    }

    private List<FileEntry> readWindow(NameList names, int from) {
        int to = Math.min(names.size(), from + WINDOW);
        List<FileEntry> entries = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            EntryName name = names.get(i);
            add(PathNames.resolve(directory, name), name, entries);
        }
        return entries;
    }

    private final class Children implements SourceChildren {
        private final NameList names;
        private List<FileEntry> window;
        private int windowEnd;
        private int next;

        Children(Start start) {
            this.names = start.names();
            this.window = start.entries();
            this.windowEnd = Math.min(WINDOW, names.size());
        }

        @Override
        public @Nullable SourceEntry next() {
            while (next == window.size()) {
                release();
                if (windowEnd == names.size()) {
                    return null;
                }
                window = readWindow(names, windowEnd);
                windowEnd = Math.min(names.size(), windowEnd + WINDOW);
                next = 0;
                walker.ahead(window);
            }
            return window.get(next++);
        }

        private void release() {
            walker.taken(window.size());
            window = List.of();
            next = 0;
        }

        @Override
        public void close() {
            release();
            windowEnd = names.size();
        }
    }
}
