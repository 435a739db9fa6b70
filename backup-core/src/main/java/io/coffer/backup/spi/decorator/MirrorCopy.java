package io.coffer.backup.spi.decorator;

import io.coffer.backup.spi.ObjectData;
import io.coffer.backup.spi.ObjectInfo;
import io.coffer.backup.spi.ObjectStore;
import io.coffer.backup.spi.ObjectUse;
import io.coffer.backup.spi.PutCondition;
import io.coffer.backup.spi.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings one store to where another is, in an order that leaves it a sound repository at every moment: what a snapshot
 * needs comes before the snapshot and goes after it. Not thread-safe.
 */
final class MirrorCopy {
    private static final String CONFIG = "config";
    private static final String PACKS = "packs/";
    private static final String PARITY = "parity/";
    private static final String INDEX = "index/";
    private static final String SESSIONS = "sessions/";
    private static final String SNAPSHOTS = "snapshots/";
    private static final String HEX = "0123456789abcdef";
    /** In a pack, the byte after the magic number says what it holds. */
    private static final int PACK_TYPE_AT = 4;

    private static final byte DATA_PACK = 'D';
    private static final int BATCH = 1000;

    private final ObjectStore source;
    private final ObjectStore target;
    private final boolean exact;
    private long copiedObjects;
    private long copiedBytes;
    private long deletedObjects;

    /**
     * Prepares.
     *
     * @param source has everything
     * @param target lacks some of it
     * @param exact whether what the source does not have is deleted from the target
     */
    MirrorCopy(ObjectStore source, ObjectStore target, boolean exact) {
        this.source = source;
        this.target = target;
        this.exact = exact;
    }

    long copiedObjects() {
        return copiedObjects;
    }

    long copiedBytes() {
        return copiedBytes;
    }

    long deletedObjects() {
        return deletedObjects;
    }

    /** Copies and deletes what differs; false when there was nothing to do. */
    boolean run() throws IOException {
        long before = copiedObjects + deletedObjects;
        if (exact) {
            requireRepository();
        }
        for (char digit : HEX.toCharArray()) {
            copy(PACKS + digit);
            copy(PARITY + digit);
        }
        // Snapshots that are to go need packs that the index, once it is copied, no longer names.
        deleteExtra(SNAPSHOTS);
        copy(INDEX);
        copy("");
        copy(SNAPSHOTS);
        deleteExtra(INDEX);
        for (char digit : HEX.toCharArray()) {
            deleteExtra(PACKS + digit);
            deleteExtra(PARITY + digit);
        }
        deleteExtra("");
        return copiedObjects + deletedObjects > before;
    }

    /** An empty bucket must not make the other copies as empty as it is. */
    private void requireRepository() throws IOException {
        if (list(source, CONFIG).isEmpty() && !list(target, CONFIG).isEmpty()) {
            throw new StoreException(
                    source.location() + " is to be copied to " + target.location()
                            + " and holds no repository, while the other does: nothing was deleted; find out what"
                            + " happened to the first, and take it out of the mirror",
                    CONFIG,
                    false,
                    null);
        }
    }

    /** Lists what starts so; without a prefix, what has no step of its own. */
    private static Map<String, Long> list(ObjectStore store, String prefix) throws IOException {
        Map<String, Long> sizes = new HashMap<>();
        store.list(prefix, object -> {
            if (!prefix.isEmpty() || hasNoStep(object)) {
                sizes.put(object.name(), object.size());
            }
        });
        return sizes;
    }

    private static boolean hasNoStep(ObjectInfo object) {
        String name = object.name();
        return !name.startsWith(INDEX)
                && !name.startsWith(SNAPSHOTS)
                && !name.startsWith(MirrorDestination.STATE)
                && !startsWithDigit(name, PACKS)
                && !startsWithDigit(name, PARITY);
    }

    private static boolean startsWithDigit(String name, String prefix) {
        return name.startsWith(prefix) && HEX.indexOf(name.charAt(prefix.length())) >= 0;
    }

    private void copy(String prefix) throws IOException {
        Map<String, Long> there = list(target, prefix);
        for (Map.Entry<String, Long> object : list(source, prefix).entrySet()) {
            if (!object.getValue().equals(there.get(object.getKey()))) {
                copy(object.getKey(), object.getValue());
            }
        }
    }

    private void copy(String name, long size) throws IOException {
        target.put(name, new StoredData(source, name, size, use(name, size)), PutCondition.NONE);
        copiedObjects++;
        copiedBytes += size;
    }

    /** What is read by every operation must not end in cold storage. */
    private ObjectUse use(String name, long size) throws IOException {
        if (name.startsWith(SESSIONS)) {
            return ObjectUse.COORDINATION;
        }
        boolean data = name.startsWith(PACKS)
                && target.capabilities().coldStorage()
                && size > PACK_TYPE_AT
                && source.get(name, PACK_TYPE_AT, 1)[0] == DATA_PACK;
        return data ? ObjectUse.DATA : ObjectUse.METADATA;
    }

    private void deleteExtra(String prefix) throws IOException {
        if (!exact) {
            return;
        }
        // The target first: what the source gets in between must not be taken for something that it has lost.
        List<String> extra = new ArrayList<>(list(target, prefix).keySet());
        if (extra.isEmpty()) {
            return;
        }
        extra.removeAll(list(source, prefix).keySet());
        for (int start = 0; start < extra.size(); start += BATCH) {
            target.delete(extra.subList(start, Math.min(extra.size(), start + BATCH)));
        }
        deletedObjects += extra.size();
    }

    /** An object of another store, read from there each time. */
    private record StoredData(ObjectStore source, String name, long length, ObjectUse use) implements ObjectData {
        private static final int PIECE = 64 << 10;

        @Override
        public InputStream newInputStream() throws IOException {
            return source.get(name);
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            byte[] piece = new byte[PIECE];
            try (InputStream in = newInputStream()) {
                for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                    ByteBuffer buffer = ByteBuffer.wrap(piece, 0, count);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
            }
        }
    }
}
