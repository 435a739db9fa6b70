package io.coffer.backup.internal.filesystem;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The open file systems whose URIs somebody has asked for. {@link java.nio.file.Path#of(java.net.URI)} makes a provider
 * of its own and gives it nothing but the URI, so what leads from there to a file system can only be static. It holds
 * file systems weakly: one that was never closed goes when nobody has it or a path in it any more. Thread-safe.
 */
final class OpenFileSystems {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final Map<String, Entry> OPEN = new ConcurrentHashMap<>();
    private static final ReferenceQueue<SnapshotFileSystem> COLLECTED = new ReferenceQueue<>();

    private static final class Entry extends WeakReference<SnapshotFileSystem> {
        private final String authority;

        Entry(String authority, SnapshotFileSystem fileSystem) {
            super(fileSystem, COLLECTED);
            this.authority = authority;
        }
    }

    private OpenFileSystems() {}

    /**
     * What stands for one file system in URIs. The number tells those of one snapshot apart; with the id, a URI that
     * was kept beyond its process does not lead to another snapshot.
     */
    static String newAuthority(String snapshot) {
        return snapshot + "." + NUMBERS.incrementAndGet();
    }

    static void add(String authority, SnapshotFileSystem fileSystem) {
        for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            remove(((Entry) gone).authority);
        }
        OPEN.computeIfAbsent(authority, unknown -> new Entry(authority, fileSystem));
    }

    static void remove(String authority) {
        OPEN.remove(authority);
    }

    static @Nullable SnapshotFileSystem find(String authority) {
        Entry entry = OPEN.get(authority);
        return entry == null ? null : entry.get();
    }
}
