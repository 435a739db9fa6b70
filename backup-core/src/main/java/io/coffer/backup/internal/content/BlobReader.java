package io.coffer.backup.internal.content;

import io.coffer.backup.ContentNotFoundException;
import io.coffer.backup.internal.format.PackId;
import io.coffer.backup.model.ContentId;
import io.coffer.backup.spi.ObjectNotFoundException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads blobs by id. Segments that were decoded are kept for a while: blobs that were stored together are
 * mostly read together. Thread-safe.
 */
public final class BlobReader {
    private static final int CACHE_BYTES = 8 << 20;

    private final Index index;
    private final SegmentReader segments;
    private final Reload reload;
    private final KnownMetadata known;
    private final Map<Key, byte[]> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cached;

    private record Key(PackId pack, int offset) {
        // Written out: what a record has by itself is put together when it is first called, which takes a short process
        // long.
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && offset == key.offset && pack.equals(key.pack);
        }

        @Override
        public int hashCode() {
            return 31 * pack.hashCode() + offset;
        }
    }

    /** Brings the index up to date. */
    @FunctionalInterface
    public interface Reload {
        /**
         * Reads the index anew.
         *
         * @throws IOException when the storage fails
         */
        void run() throws IOException;
    }

    /**
     * Prepares to read.
     *
     * @param index where blobs are
     * @param segments fetches them
     * @param reload called when something is not where the index says: a prune may have moved it
     * @param known looked into first
     */
    public BlobReader(Index index, SegmentReader segments, Reload reload, KnownMetadata known) {
        this.index = index;
        this.segments = segments;
        this.reload = reload;
        this.known = known;
    }

    /**
     * Reads a blob.
     *
     * @param id of the blob
     * @return its bytes, verified
     * @throws ContentNotFoundException when it has no home
     * @throws io.coffer.backup.CorruptObjectException when its bytes are not what was stored
     * @throws IOException when the storage fails
     */
    public Blob read(ContentId id) throws IOException {
        byte[] atHand = known.find(id);
        if (atHand != null && segments.isMetadata(id, atHand)) {
            return new Blob(atHand, 0, atHand.length);
        }
        BlobLocation location = index.find(id);
        if (location != null) {
            try {
                return read(id, location);
            } catch (ObjectNotFoundException moved) {
                // Falls through to the second look.
            }
        }
        return readElsewhere(id);
    }

    /** A prune may have moved the blob, and another moves it again before it can be read: as long as it moves, look. */
    private Blob readElsewhere(ContentId id) throws IOException {
        List<PackId> tried = List.of();
        ObjectNotFoundException lost = null;
        while (true) {
            reload.run();
            List<BlobLocation> places = index.findAll(id);
            List<PackId> packs = places.stream().map(BlobLocation::pack).toList();
            if (packs.equals(tried)) {
                throw missing(id, lost);
            }
            for (BlobLocation place : places) {
                try {
                    return read(id, place);
                } catch (ObjectNotFoundException gone) {
                    lost = gone;
                }
            }
            tried = packs;
        }
    }

    /**
     * Finds where a blob lies.
     *
     * @param id of the blob
     * @return its home; where it has none, a pack that is retired and may still be there
     * @throws ContentNotFoundException when the index does not know it
     * @throws IOException when the storage fails
     */
    public BlobLocation locate(ContentId id) throws IOException {
        BlobLocation home = index.find(id);
        if (home != null) {
            return home;
        }
        reload.run();
        List<BlobLocation> all = index.findAll(id);
        if (all.isEmpty()) {
            throw missing(id, null);
        }
        return all.get(0);
    }

    /**
     * Tells how long a blob is, without fetching it.
     *
     * @param id of the blob
     * @return in bytes, as the index has it
     * @throws ContentNotFoundException when it has no home
     * @throws IOException when the storage fails
     */
    public int length(ContentId id) throws IOException {
        BlobLocation location = index.find(id);
        if (location == null) {
            reload.run();
            location = index.find(id);
        }
        if (location == null) {
            throw missing(id, null);
        }
        return location.length();
    }

    /**
     * Says that a content is not there.
     *
     * @param id of the content
     * @param cause the pack that is missing, or null
     * @return the exception to be thrown
     */
    public static ContentNotFoundException missing(ContentId id, @Nullable IOException cause) {
        String reason = cause == null ? "no index names a pack that holds it" : String.valueOf(cause.getMessage());
        return new ContentNotFoundException(
                "content " + id + " is not in the repository: " + reason
                        + "; run a check to see what is affected, and rebuild the index if index objects are lost",
                reason,
                id.toString(),
                cause);
    }

    private Blob read(ContentId id, BlobLocation location) throws IOException {
        Key key = new Key(location.pack(), location.segment().offset());
        byte[] plain = cached(key);
        if (plain == null) {
            plain = segments.read(location);
            keep(key, plain);
        }
        segments.verify(location.pack(), location.type(), id, plain, location.offset(), location.length());
        return new Blob(plain, location.offset(), location.length());
    }

    private byte @Nullable [] cached(Key key) {
        synchronized (cache) {
            return cache.get(key);
        }
    }

    private void keep(Key key, byte[] plain) {
        synchronized (cache) {
            byte[] before = cache.put(key, plain);
            cached += plain.length - (before == null ? 0 : before.length);
            var oldest = cache.entrySet().iterator();
            while (cached > CACHE_BYTES && oldest.hasNext()) {
                byte[] dropped = oldest.next().getValue();
                if (dropped != plain) {
                    cached -= dropped.length;
                    oldest.remove();
                }
            }
        }
    }
}
