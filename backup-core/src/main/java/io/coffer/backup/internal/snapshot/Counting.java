package io.coffer.backup.internal.snapshot;

import io.coffer.backup.internal.task.Monitor;
import io.coffer.backup.internal.task.TaskGroup;
import io.coffer.backup.model.EntryType;
import io.coffer.backup.source.OpenSource;
import io.coffer.backup.source.Source;
import io.coffer.backup.source.SourceChildren;
import io.coffer.backup.source.SourceContext;
import io.coffer.backup.source.SourceEntry;
import io.coffer.backup.spi.PlatformFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Lists sources to know how much there is to do, before a backup lists them again. What cannot be read is left to the
 * backup, which will meet it too. Not thread-safe.
 */
final class Counting {
    private final Executor executor;
    private final PlatformFilesLocator platforms;
    private final Monitor monitor;
    private long items;
    private long bytes;

    Counting(Executor executor, PlatformFilesLocator platforms, Monitor monitor) {
        this.executor = executor;
        this.platforms = platforms;
        this.monitor = monitor;
    }

    /** Counts all entries of sources, and tells how many they are. */
    void count(List<Source> sources) throws IOException {
        for (Source source : sources) {
            try (OpenSource opened = source.open(new Silent(executor, platforms))) {
                count(opened.root());
            }
        }
        monitor.expect(items, bytes);
    }

    private void count(SourceEntry root) throws IOException {
        Deque<SourceChildren> open = new ArrayDeque<>();
        try {
            enter(root, open);
            while (!open.isEmpty()) {
                SourceEntry entry = next(open.element());
                if (entry == null) {
                    open.pop().close();
                } else {
                    enter(entry, open);
                }
            }
        } finally {
            for (SourceChildren left : open) {
                left.close();
            }
        }
    }

    private void enter(SourceEntry entry, Deque<SourceChildren> open) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw TaskGroup.interrupted("the backup");
        }
        items++;
        bytes += entry.attributes().size();
        monitor.counting(items, bytes);
        if (entry.attributes().type() == EntryType.DIRECTORY) {
            try {
                open.push(entry.children());
            } catch (IOException unreadable) {
                stopIfInterrupted(unreadable);
            }
        }
    }

    private static @Nullable SourceEntry next(SourceChildren children) throws IOException {
        try {
            return children.next();
        } catch (IOException unreadable) {
            stopIfInterrupted(unreadable);
            return null;
        }
    }

    private static void stopIfInterrupted(IOException failed) throws IOException {
        if (Interruptions.isOne(failed)) {
            throw failed;
        }
    }

    /** Hears of problems that the backup itself will hear of again. */
    private record Silent(Executor executor, PlatformFilesLocator platforms) implements SourceContext {
        @Override
        public boolean hasPlatformFiles() {
            return platforms.isPresent();
        }

        @Override
        public @Nullable PlatformFiles platformFiles(Path path) {
            return platforms.find(path);
        }

        @Override
        public void unreadable(String path, Exception problem) {}

        @Override
        public void notKept(String what) {}
    }
}
